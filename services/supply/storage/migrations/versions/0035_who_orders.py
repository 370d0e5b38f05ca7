"""The network says who it is, and a purchase order keeps what it said.

Orders that were approved before say nothing of it, as they did when their suppliers read them.

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

COLUMNS = {
    "name": "Who orders; empty: purchase orders say nothing of it.",
    "address": "Postal, on one line; may be empty, as what follows.",
    "registration": "SIRET or RNA, with its kind.",
    "email": None,
    "phone": None,
}


def upgrade() -> None:
    """Add the columns; nothing is entered yet."""
    for name, comment in COLUMNS.items():
        column = sa.Column(name, sa.Text(), nullable=False, server_default="", comment=comment)
        op.add_column("network_settings", column)
        op.alter_column("network_settings", name, server_default=None)
    comment = "Who orders, as it stood once approved; null: no name did."
    op.add_column("purchase_orders", sa.Column("network", postgresql.JSONB(), nullable=True, comment=comment))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("purchase_orders", "network")
    for name in reversed(COLUMNS):
        op.drop_column("network_settings", name)
