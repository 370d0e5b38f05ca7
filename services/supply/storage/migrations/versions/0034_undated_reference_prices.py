"""A product has no price of a shop beside those that have a day: nothing read it.

What it held is not moved to the dated ones: nobody said since when a shop asked it, where it was seen or who noted it,
and reports would tell of settled cycles what they saved by it.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop it; what was entered since the audit trail is kept stands there."""
    op.drop_column("products", "reference_price_cents")


def downgrade() -> None:
    """Add it, at nothing."""
    comment = "Per display unit, VAT included."
    kept = sa.Column("reference_price_cents", sa.BigInteger(), nullable=False, comment=comment, server_default="0")
    op.add_column("products", kept)
    op.alter_column("products", "reference_price_cents", server_default=None)
