"""What was paid to suppliers.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "supplier_payments",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device: sent twice, it is one payment."),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False, comment="When the bank made the transfer."),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_supplier_payments_amount_positive")),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transactions.id"],
            name=op.f("fk_supplier_payments_transaction_id_ledger_transactions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_payments")),
    )
    op.create_index("ix_supplier_payments_supplier", "supplier_payments", ["supplier"], unique=False)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("supplier_payments")
