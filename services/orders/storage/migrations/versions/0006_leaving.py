"""Credit moved between households, accounts closed and erased.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and the households' columns."""
    op.add_column(
        "households",
        sa.Column(
            "closed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="It orders and pays no more; null: it is open.",
        ),
    )
    op.add_column(
        "households",
        sa.Column(
            "erased_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Nothing names it any more; its number stays in the books.",
        ),
    )
    op.create_check_constraint(
        op.f("ck_households_erased_is_closed"), "households", "erased_at IS NULL OR closed_at IS NOT NULL"
    )
    op.create_table(
        "credit_moves",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device: sent twice, it is one move."),
        sa.Column("from_household", sa.Uuid(), nullable=False),
        sa.Column("to_household", sa.Uuid(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_credit_moves_amount_positive")),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transactions.id"],
            name=op.f("fk_credit_moves_transaction_id_ledger_transactions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_moves")),
    )
    op.create_index("ix_credit_moves_from_household", "credit_moves", ["from_household"], unique=False)
    op.create_index("ix_credit_moves_to_household", "credit_moves", ["to_household"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("credit_moves")
    op.drop_constraint(op.f("ck_households_erased_is_closed"), "households")
    op.drop_column("households", "erased_at")
    op.drop_column("households", "closed_at")
