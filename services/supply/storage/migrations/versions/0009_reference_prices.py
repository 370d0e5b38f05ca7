"""Dated reference prices.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "reference_prices",
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False, comment="In force from this day until the next one's."),
        sa.Column("price_cents", sa.BigInteger(), nullable=False, comment="Per display unit, VAT included."),
        sa.Column("source", sa.Text(), nullable=False, comment="Where it was seen."),
        sa.Column("kept_by", sa.Uuid(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["product"], ["products.product"], name=op.f("fk_reference_prices_product_products")),
        sa.PrimaryKeyConstraint("product", "from_date", name=op.f("pk_reference_prices")),
        comment="None is deleted: a report counts with the price in force on its cycle's distribution day.",
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("reference_prices")
