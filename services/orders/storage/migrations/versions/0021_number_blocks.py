"""Blocks of member numbers that devices hold.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "number_blocks",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device: asked for twice, it is one block."),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column(
            "first", sa.BigInteger(), nullable=False, comment="Its first number; written with six figures."
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="Who asked for it."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("first > 0", name=op.f("ck_number_blocks_first_positive")),
        sa.CheckConstraint("size > 0", name=op.f("ck_number_blocks_size_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_blocks")),
        sa.UniqueConstraint("first", name=op.f("uq_number_blocks_first")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("number_blocks")
