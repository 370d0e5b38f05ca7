"""What is given up: debts of households, and containers that they lost.

Revision ID: 0035
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0033"
branch_labels = None
depends_on = None

_COMMENTS = {
    "number": ("Taken; negative: brought back, or lost.", "Taken; negative: brought back."),
    "amount_cents": (
        "Paid from its credit; negative: given to it, or kept.",
        "Paid from its credit; negative: given to it.",
    ),
}


def upgrade() -> None:
    """Create the table of debts; say of deposits whether their containers are lost."""
    op.create_table(
        "debt_write_offs",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device: sent twice, it is one."),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_debt_write_offs_amount_positive")),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transactions.id"],
            name=op.f("fk_debt_write_offs_transaction_id_ledger_transactions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debt_write_offs")),
    )
    op.create_index("ix_debt_write_offs_household_id", "debt_write_offs", ["household_id"])
    lost: sa.Column[bool] = sa.Column(
        "are_lost",
        sa.Boolean(),
        nullable=False,
        server_default=sa.text("false"),
        comment="They will not come back: the network keeps their deposit.",
    )
    op.add_column("deposits", lost)
    op.create_check_constraint(op.f("ck_deposits_lost_were_taken"), "deposits", "number < 0 OR NOT are_lost")
    for column, (now, before) in _COMMENTS.items():
        op.alter_column("deposits", column, comment=now, existing_comment=before)


def downgrade() -> None:
    """Drop it."""
    for column, (now, before) in _COMMENTS.items():
        op.alter_column("deposits", column, comment=before, existing_comment=now)
    op.drop_column("deposits", "are_lost")
    op.drop_table("debt_write_offs")
