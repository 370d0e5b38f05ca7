"""What was booked by mistake and taken back, each with its counter-entry.

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "ledger_reversals",
        sa.Column("transaction_id", sa.Uuid(), nullable=False, comment="What was taken back: once."),
        sa.Column("reversal_id", sa.Uuid(), nullable=False, comment="Its counter-entry: who, when and why."),
        *(
            sa.ForeignKeyConstraint(
                [column], ["ledger_transactions.id"], name=op.f(f"fk_ledger_reversals_{column}_ledger_transactions")
            )
            for column in ("transaction_id", "reversal_id")
        ),
        sa.PrimaryKeyConstraint("transaction_id", name=op.f("pk_ledger_reversals")),
        sa.UniqueConstraint("reversal_id", name=op.f("uq_ledger_reversals_reversal_id")),
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_reversals "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("ledger_reversals")
