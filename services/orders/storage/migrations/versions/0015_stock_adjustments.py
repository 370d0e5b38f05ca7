"""What of each lot of stock is booked beyond settlements.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; what supply said before is booked when it says it again."""
    op.create_table(
        "stock_adjustments",
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column(
            "version",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="Of the StockAdjusted booked.",
        ),
        sa.Column(
            "booked",
            postgresql.JSONB(),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="{cause: cents}, as in the ledger.",
        ),
        sa.PrimaryKeyConstraint("product", "lot", name=op.f("pk_stock_adjustments")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("stock_adjustments")
