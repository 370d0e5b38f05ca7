"""What supply is told of the solidarity fund.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and the column."""
    op.create_table(
        "told_solidarity",
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="Of the SolidaritySettled said."),
        sa.Column("run", sa.Integer(), nullable=False, comment="The settlement run whose figures were said."),
        sa.Column(
            "reduced", postgresql.JSONB(), nullable=True, comment="As it was said; null: of too few orders."
        ),
        sa.Column(
            "surcharges", postgresql.JSONB(), nullable=True, comment="As it was said; null: of too few orders."
        ),
        sa.PrimaryKeyConstraint("cycle", name=op.f("pk_told_solidarity")),
        comment="What supply was told of the fund, a cycle each: sums of five orders at least.",
    )
    op.add_column(
        "posted_settlements",
        sa.Column(
            "told_charged_cents",
            sa.BigInteger(),
            nullable=True,
            comment="Charged when the cycle's told_solidarity was said; null: never.",
        ),
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_column("posted_settlements", "told_charged_cents")
    op.drop_table("told_solidarity")
