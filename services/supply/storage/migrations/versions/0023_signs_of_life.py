"""Signs of life: when the newest state of each group order and household order was heard.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TABLES = ("group_orders", "household_orders")
COMMENT = "When the state was heard; null: before that was kept."


def upgrade() -> None:
    """Add the column without a default, then give it one: what was there before was not heard now."""
    for table in TABLES:
        op.add_column(table, sa.Column("heard_at", sa.DateTime(timezone=True), comment=COMMENT))
        op.alter_column(table, "heard_at", server_default=sa.text("now()"))


def downgrade() -> None:
    """Drop it."""
    for table in TABLES:
        op.drop_column(table, "heard_at")
