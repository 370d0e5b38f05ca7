"""Why something was booked for a household, in words: beside the books, so that it can be erased.

What was booked before keeps its words: books are never rewritten.

Revision ID: 0040
Revises: 0039
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "household_reasons",
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transactions.id"],
            name=op.f("fk_household_reasons_transaction_id_ledger_transactions"),
        ),
        sa.PrimaryKeyConstraint("transaction_id", name=op.f("pk_household_reasons")),
    )
    op.create_index("ix_household_reasons_household_id", "household_reasons", ["household_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("household_reasons")
