"""What orders tells of its solidarity fund.

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
    """Create the table."""
    op.create_table(
        "cycle_solidarity",
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="Of the SolidaritySettled applied."),
        sa.Column("run", sa.Integer(), nullable=False, comment="The settlement run whose figures these are."),
        sa.Column(
            "reduced",
            postgresql.JSONB(),
            nullable=True,
            comment="{orders, cents, centres}, as heard; null: of too few.",
        ),
        sa.Column(
            "surcharges",
            postgresql.JSONB(),
            nullable=True,
            comment="{orders, cents, centres}, as heard; null: of too few.",
        ),
        sa.PrimaryKeyConstraint("cycle", name=op.f("pk_cycle_solidarity")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("cycle_solidarity")
