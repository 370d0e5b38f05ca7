"""A sale on the day that was a mistake is taken back: when, by whom, and the counter-entry.

Revision ID: 0043
Revises: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; every sale so far stands."""
    op.add_column(
        "day_sales", sa.Column("withdrawn_at", sa.DateTime(timezone=True), comment="Taken back; null: it stands.")
    )
    op.add_column("day_sales", sa.Column("withdrawn_by", sa.Uuid()))
    op.add_column(
        "day_sales",
        sa.Column(
            "withdrawal_id",
            sa.Uuid(),
            sa.ForeignKey("ledger_transactions.id", name=op.f("fk_day_sales_withdrawal_id_ledger_transactions")),
            comment="Its counter-entry; null: it stands, or cost nothing.",
        ),
    )
    op.create_check_constraint(
        op.f("ck_day_sales_withdrawn_is_whole"), "day_sales", "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)"
    )


def downgrade() -> None:
    """Drop them: a sale that was taken back would stand again."""
    op.drop_constraint(op.f("ck_day_sales_withdrawn_is_whole"), "day_sales")
    op.drop_column("day_sales", "withdrawal_id")
    op.drop_column("day_sales", "withdrawn_by")
    op.drop_column("day_sales", "withdrawn_at")
