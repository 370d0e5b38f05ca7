"""What households owe.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and the households' column."""
    op.add_column(
        "households",
        sa.Column(
            "owed_cents",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="Payments that the bank refused, not yet paid back. Its account household:<number>:receivable.",
        ),
    )
    op.create_check_constraint(op.f("ck_households_owed_never_negative"), "households", "owed_cents >= 0")
    op.create_table(
        "rejected_payments",
        sa.Column("payment_id", sa.Uuid(), nullable=False, comment="Rejected once."),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_rejected_payments_payment_id_payments")),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transactions.id"],
            name=op.f("fk_rejected_payments_transaction_id_ledger_transactions"),
        ),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_rejected_payments")),
    )
    op.create_table(
        "repayments",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device: sent twice, it is one repayment."),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_repayments_amount_positive")),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transactions.id"],
            name=op.f("fk_repayments_transaction_id_ledger_transactions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repayments")),
    )
    op.create_index("ix_repayments_household_id", "repayments", ["household_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("repayments")
    op.drop_table("rejected_payments")
    op.drop_column("households", "owed_cents")
