"""Cash that is carried.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "cash_transfers",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device: sent twice, it is one transfer."),
        sa.Column("from_till", sa.Text(), nullable=True, comment="Null: the bank."),
        sa.Column("to_till", sa.Text(), nullable=True, comment="Null: the bank."),
        sa.Column(
            "pieces",
            postgresql.JSONB(),
            nullable=False,
            comment="Notes and coins as given: [[cents, number], …].",
        ),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_transaction_id", sa.Uuid(), nullable=False),
        sa.Column("received_pieces", postgresql.JSONB(), nullable=True),
        sa.Column("received_cents", sa.BigInteger(), nullable=True),
        sa.Column("received_by", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True, comment="Null: it is on its way."),
        sa.Column("received_transaction_id", sa.Uuid(), nullable=True),
        sa.Column(
            "reason", sa.Text(), nullable=False, comment="Why what was received differs; empty where nothing does."
        ),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_cash_transfers_amount_positive")),
        sa.CheckConstraint("from_till IS DISTINCT FROM to_till", name=op.f("ck_cash_transfers_it_goes_somewhere")),
        sa.CheckConstraint("received_by <> given_by", name=op.f("ck_cash_transfers_two_people")),
        sa.CheckConstraint(
            "(received_at IS NULL) = (received_transaction_id IS NULL)",
            name=op.f("ck_cash_transfers_received_is_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["given_transaction_id"],
            ["ledger_transactions.id"],
            name=op.f("fk_cash_transfers_given_transaction_id_ledger_transactions"),
        ),
        sa.ForeignKeyConstraint(
            ["received_transaction_id"],
            ["ledger_transactions.id"],
            name=op.f("fk_cash_transfers_received_transaction_id_ledger_transactions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_transfers")),
    )
    op.create_index(
        "ix_cash_transfers_on_the_way",
        "cash_transfers",
        ["given_at", "id"],
        unique=False,
        postgresql_where=sa.text("received_at IS NULL"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("cash_transfers")
