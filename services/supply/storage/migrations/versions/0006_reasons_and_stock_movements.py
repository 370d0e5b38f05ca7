"""What reasons are told from: how an invoice's part is made up, and by what each order's part was drawn.

Revision ID: 0006
Revises: 0005
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

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
    _grant("by_hand", sa.Text(), "Why the coordinator decided the part; null: the policy did.")
    op.create_table(
        "allocation_exceptions",
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_allocation_exceptions_quantity_is_not_negative")),
        sa.ForeignKeyConstraint(["cycle"], ["cycles.cycle"], name=op.f("fk_allocation_exceptions_cycle_cycles")),
        sa.PrimaryKeyConstraint("cycle", "order_id", "product", name=op.f("pk_allocation_exceptions")),
        comment="Parts that the coordinator decided by hand: in the next settlement run.",
    )
    _stock()


def _stock() -> None:
    """Movements begin with what lies there."""
    op.create_table(
        "stock_movements",
        sa.Column("movement", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=True, comment="Where it stands; null: the warehouse."),
        sa.Column("quantity", sa.BigInteger(), nullable=False, comment="Base units in; negative: out."),
        sa.Column("value_cents", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="entered, counted, lost, transferred or settled."),
        sa.Column("operation_id", sa.Uuid(), nullable=True, comment="The count, loss or transfer; null for the rest."),
        sa.Column("cycle", sa.Text(), nullable=True, comment="The cycle that was settled."),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("moved_by", sa.Uuid(), nullable=True, comment="Null: what lay there when movements began to be kept."),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["product", "lot"],
            ["stock_lots.product", "stock_lots.lot"],
            name=op.f("fk_stock_movements_product_lot_stock_lots"),
        ),
        sa.PrimaryKeyConstraint("movement", name=op.f("pk_stock_movements")),
        comment="Rows are added, never changed.",
    )
    op.create_index(op.f("ix_stock_movements_product_lot"), "stock_movements", ["product", "lot"])
    op.create_table(
        "stock_operations",
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("asked", postgresql.JSONB(), nullable=False),
        sa.Column("answer", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("operation_id", name=op.f("pk_stock_operations")),
        comment="Counts, losses and transfers as they were sent and answered: sent again, the answer is the same.",
    )
    op.execute(
        "INSERT INTO stock_movements (product, lot, quantity, value_cents, kind, moved_at) "
        "SELECT product, lot, quantity, value_cents, 'entered', now() FROM stock_lots "
        "WHERE quantity <> 0 OR value_cents <> 0 ORDER BY product, lot"
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("stock_operations")
    op.drop_table("stock_movements")
    op.drop_table("allocation_exceptions")
    for column in ("by_hand", "centre_part", "turn", "part"):
        op.drop_column("settled_grants", column)
    for column in ("otherwise_cents", "delivery_cents", "vat_cents", "goods_cents", "supplier"):
        op.drop_column("settled_products", column)


def _product(name: str, kind: sa.types.TypeEngine[Any], comment: str) -> None:
    op.add_column("settled_products", sa.Column(name, kind, nullable=True, comment=comment))


def _grant(name: str, kind: sa.types.TypeEngine[Any], comment: str) -> None:
    op.add_column("settled_grants", sa.Column(name, kind, nullable=True, comment=comment))
