"""Membership fees.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and the households' column."""
    op.add_column(
        "households",
        sa.Column("member_until", sa.Date(), nullable=True, comment="Its yearly fee is paid until then; null: never."),
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device: sent twice, it is one fee."),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("fee_cents", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False, comment="The last day that it covers."),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("fee_cents > 0", name=op.f("ck_memberships_fee_positive")),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transactions.id"],
            name=op.f("fk_memberships_transaction_id_ledger_transactions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    op.create_index("ix_memberships_household_id", "memberships", ["household_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("memberships")
    op.drop_column("households", "member_until")
