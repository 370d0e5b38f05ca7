"""The gap that was accepted with an amendment.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column: of amendments made before, none was asked for."""
    op.add_column(
        "purchase_order_amendments",
        sa.Column("accepted_gap_cents", sa.BigInteger(), comment="Up to where the gap was allowed; null: not named."),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_column("purchase_order_amendments", "accepted_gap_cents")
