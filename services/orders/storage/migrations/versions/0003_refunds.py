"""Refunds of credit.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "refunds",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device: sent twice, it is one refund."),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("till", sa.Text(), nullable=False),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_transaction_id", sa.Uuid(), nullable=True, comment="Null: a transfer still due."),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("means IN ('cash', 'transfer')", name=op.f("ck_refunds_means_known")),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_refunds_amount_positive")),
        sa.CheckConstraint("(paid_at IS NULL) = (paid_transaction_id IS NULL)", name=op.f("ck_refunds_paid_is_whole")),
        sa.ForeignKeyConstraint(
            ["transaction_id"], ["ledger_transactions.id"], name=op.f("fk_refunds_transaction_id_ledger_transactions")
        ),
        sa.ForeignKeyConstraint(
            ["paid_transaction_id"],
            ["ledger_transactions.id"],
            name=op.f("fk_refunds_paid_transaction_id_ledger_transactions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
    )
    op.create_index("ix_refunds_household_id", "refunds", ["household_id"], unique=False)
    op.create_index(
        "ix_refunds_due", "refunds", ["asked_at", "id"], unique=False, postgresql_where=sa.text("paid_at IS NULL")
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("refunds")
