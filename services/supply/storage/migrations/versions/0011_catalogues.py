"""What a price list asks its prices for, what a litre or a piece weighs, what is what in a supplier's catalogue.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, create the table."""
    op.add_column(
        "price_list_columns",
        sa.Column("price_per", sa.Text(), server_default=sa.text("'unit'"), nullable=False, comment="unit or case."),
    )
    op.add_column(
        "products",
        sa.Column(
            "net_grams",
            sa.Integer(),
            nullable=True,
            comment="Net weight of a litre or a piece; null: not known, or sold by weight.",
        ),
    )
    op.create_check_constraint(op.f("ck_products_net_grams_are_positive"), "products", "net_grams > 0")
    op.create_table(
        "dfc_references",
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("dfc_id", sa.Text(), nullable=False, comment="Of a SuppliedProduct in the supplier's catalogue."),
        sa.Column("product", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["product"], ["products.product"], name=op.f("fk_dfc_references_product_products")),
        sa.ForeignKeyConstraint(
            ["supplier"], ["suppliers.supplier"], name=op.f("fk_dfc_references_supplier_suppliers")
        ),
        sa.PrimaryKeyConstraint("supplier", "dfc_id", name=op.f("pk_dfc_references")),
        comment="Which product of ours each product of a Data Food Consortium catalogue is.",
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("dfc_references")
    op.drop_column("products", "net_grams")
    op.drop_column("price_list_columns", "price_per")
