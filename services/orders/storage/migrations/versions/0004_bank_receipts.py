"""Which payments the bank has.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and the index by which unbanked payments are listed."""
    op.create_table(
        "bank_receipts",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device: sent twice, it is one receipt."),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transactions.id"],
            name=op.f("fk_bank_receipts_transaction_id_ledger_transactions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_receipts")),
    )
    op.create_table(
        "banked_payments",
        sa.Column("payment_id", sa.Uuid(), nullable=False, comment="Banked once."),
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_banked_payments_payment_id_payments")),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["bank_receipts.id"], name=op.f("fk_banked_payments_receipt_id_bank_receipts")
        ),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_banked_payments")),
    )
    op.create_index("ix_banked_payments_receipt_id", "banked_payments", ["receipt_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("banked_payments")
    op.drop_table("bank_receipts")
