"""How each supplier's price list is to be read.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "price_list_columns",
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("product_column", sa.Text(), nullable=False),
        sa.Column("case_size_column", sa.Text(), nullable=False),
        sa.Column(
            "case_unit",
            sa.Text(),
            nullable=True,
            comment="kg, g, l, cl, ml or piece; null: each case size names its own.",
        ),
        sa.Column("price_column", sa.Text(), nullable=False),
        sa.Column("from_column", sa.Text(), nullable=True),
        sa.Column("name_column", sa.Text(), nullable=True),
        sa.Column("max_cases_column", sa.Text(), nullable=True),
        sa.Column(
            "basis",
            sa.Text(),
            nullable=False,
            comment="What the from column counts: quantity, households, participants.",
        ),
        sa.Column(
            "references",
            postgresql.JSONB(),
            nullable=False,
            comment="Our product code by the supplier's reference.",
        ),
        sa.ForeignKeyConstraint(
            ["supplier"], ["suppliers.supplier"], name=op.f("fk_price_list_columns_supplier_suppliers")
        ),
        sa.PrimaryKeyConstraint("supplier", name=op.f("pk_price_list_columns")),
        comment="A column is named by its header in the supplier's file; null: the file has none.",
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("price_list_columns")
