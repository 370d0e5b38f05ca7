"""What there is at most of a product in a cycle, as it was published.

Revision ID: 0025
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; of cycles that are open already it is said when their offers change next."""
    most = "Base units there are at most, as published; null: as many as wanted."
    op.add_column("cycle_products", sa.Column("at_most", sa.BigInteger(), comment=most))
    version = "Of the last ProductLimited; null: there never was a limit."
    op.add_column("cycle_products", sa.Column("limited_version", sa.BigInteger(), comment=version))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("cycle_products", "limited_version")
    op.drop_column("cycle_products", "at_most")
