"""What there is at most of a product in a cycle.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; of a product that is not in it there is as much as wanted."""
    op.create_table(
        "product_limits",
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="Of the ProductLimited applied."),
        sa.Column("at_most", sa.BigInteger(), comment="Base units there are at most; null: as many as wanted."),
        sa.PrimaryKeyConstraint("cycle", "product", name=op.f("pk_product_limits")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("product_limits")
