"""By when suppliers' invoices are to be paid.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "supplier_invoices",
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="Of the SupplierInvoiceReceived applied."),
        sa.Column("number", sa.Text(), nullable=False, comment="As the supplier numbers it."),
        sa.Column("due_on", sa.Date(), nullable=True, comment="Null: nothing is printed."),
        sa.Column("total_cents", sa.BigInteger(), nullable=False, comment="VAT included."),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("cycle", "supplier", name=op.f("pk_supplier_invoices")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("supplier_invoices")
