"""What reasons are told from: how an invoice's part is made up, and by what each order's part was drawn.

Revision ID: 0006
Revises: 0005
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; null in runs settled before."""
    _product("supplier", sa.Text(), "Null: nothing was ordered from a supplier.")
    _product("goods_cents", sa.BigInteger(), "Of the invoiced part: the goods ex VAT.")
    _product("vat_cents", sa.BigInteger(), "Of the invoiced part: the VAT on the goods.")
    _product("delivery_cents", sa.BigInteger(), "Of the invoiced part: its share of delivery, with the VAT on that.")
    _product("otherwise_cents", sa.BigInteger(), "Of the invoiced part: printed or credited otherwise than that.")
    _grant("part", sa.BigInteger(), "What the policy gave; more than granted where less was published before.")
    _grant("turn", sa.Integer(), "Place in the draw, from 1; null: there was enough.")
    _grant("centre_part", sa.BigInteger(), "What its centre had to share, where centres share first.")


def downgrade() -> None:
    """Drop them."""
    for column in ("centre_part", "turn", "part"):
        op.drop_column("settled_grants", column)
    for column in ("otherwise_cents", "delivery_cents", "vat_cents", "goods_cents", "supplier"):
        op.drop_column("settled_products", column)


def _product(name: str, kind: sa.types.TypeEngine[Any], comment: str) -> None:
    op.add_column("settled_products", sa.Column(name, kind, nullable=True, comment=comment))


def _grant(name: str, kind: sa.types.TypeEngine[Any], comment: str) -> None:
    op.add_column("settled_grants", sa.Column(name, kind, nullable=True, comment=comment))
