"""Who published the settlement run that moved a lot last otherwise than it says: the ledger of orders names them.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column: of runs before nobody kept which of them it was."""
    comment = "Who published the run that moved it last otherwise than it says; null: none."
    op.add_column("stock_lots", sa.Column("settled_by", sa.Uuid(), nullable=True, comment=comment))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("stock_lots", "settled_by")
