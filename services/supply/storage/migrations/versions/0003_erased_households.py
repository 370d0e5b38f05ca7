"""Households that were erased.

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
        "erased_households",
        sa.Column("household", sa.Text(), nullable=False, comment="Member number. Its orders keep no label."),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("household", name=op.f("pk_erased_households")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("erased_households")
