"""What a price list asks its prices for.

Revision ID: 0009
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column(
        "price_list_columns",
        sa.Column("price_per", sa.Text(), server_default=sa.text("'unit'"), nullable=False, comment="unit or case."),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_column("price_list_columns", "price_per")
