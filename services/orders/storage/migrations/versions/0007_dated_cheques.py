"""Cheques that are not banked before a day.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the day."""
    op.add_column(
        "payments",
        sa.Column("not_before", sa.Date(), nullable=True, comment="Of a cheque: it is not banked before this day."),
    )
    op.create_check_constraint(
        op.f("ck_payments_only_a_cheque_waits"), "payments", "not_before IS NULL OR means = 'cheque'"
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_constraint(op.f("ck_payments_only_a_cheque_waits"), "payments")
    op.drop_column("payments", "not_before")
