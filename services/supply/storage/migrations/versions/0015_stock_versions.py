"""The version in which a lot's counts, losses and corrections were told to the ledger.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; lots that moved before are told when a cycle is published again."""
    op.add_column(
        "stock_lots",
        sa.Column(
            "version",
            sa.BigInteger(),
            nullable=True,
            comment="Of the StockAdjusted said last; null: settlements say all of it.",
        ),
    )
    op.execute(
        "UPDATE stock_lots SET version = 1 WHERE EXISTS (SELECT FROM stock_movements "
        "WHERE stock_movements.product = stock_lots.product AND stock_movements.lot = stock_lots.lot)"
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_column("stock_lots", "version")
