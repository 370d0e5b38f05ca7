"""Why an order that waited on a device is in the late tray: it may be there beside its household's order.

Revision ID: 0044
Revises: 0043
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_ONE_LIVE = ("uq_household_orders_one_live", "household_orders", ["household_id", "cycle"])


def upgrade() -> None:
    """Add the column: whatever is late so far came after its centre was sealed."""
    why = "Why a device's order waits in the late tray; null: its centre was sealed."
    op.add_column("household_orders", sa.Column("late_reason", sa.Text(), comment=why))
    op.drop_index("uq_household_orders_one_live", "household_orders")
    live = sa.text("state IN ('confirmed', 'waiting') OR state = 'late' AND late_reason IS NULL")
    op.create_index(*_ONE_LIVE, unique=True, postgresql_where=live)


def downgrade() -> None:
    """Drop it: what waited for another reason is left to its household."""
    op.execute("UPDATE household_orders SET state = 'refunded' WHERE state = 'late' AND late_reason IS NOT NULL")
    op.drop_index("uq_household_orders_one_live", "household_orders")
    live = sa.text("state IN ('confirmed', 'waiting', 'late')")
    op.create_index(*_ONE_LIVE, unique=True, postgresql_where=live)
    op.drop_column("household_orders", "late_reason")
