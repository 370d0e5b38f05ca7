"""Who in supply published a settlement run or noted a hand-over: whoever the ledger says booked what came of it.

Revision ID: 0041
Revises: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_BEFORE = "The user who booked it; null: what came of an event."
_NOW = "The user who booked it, here or in supply; null: not known."


def upgrade() -> None:
    """Add both columns: of what was heard before, nobody said who."""
    run = "The user who published it in supply; null: told by CycleSettled, version 1."
    op.add_column("cycle_settlements", sa.Column("by", sa.Uuid(), nullable=True, comment=run))
    noted = "The user who noted it in supply; null: told by HouseholdOrderHandedOver, version 1."
    op.add_column("hand_overs", sa.Column("by", sa.Uuid(), nullable=True, comment=noted))
    op.alter_column("ledger_transactions", "by", existing_type=sa.Uuid(), comment=_NOW, existing_comment=_BEFORE)


def downgrade() -> None:
    """Drop them."""
    op.alter_column("ledger_transactions", "by", existing_type=sa.Uuid(), comment=_BEFORE, existing_comment=_NOW)
    op.drop_column("hand_overs", "by")
    op.drop_column("cycle_settlements", "by")
