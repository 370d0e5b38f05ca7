"""What a product's labels must name.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty."""
    op.add_column(
        "products",
        sa.Column(
            "allergens",
            sa.Text(),
            server_default=sa.text("''"),
            nullable=False,
            comment="As labels say them; empty: not entered.",
        ),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_column("products", "allergens")
