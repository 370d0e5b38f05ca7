"""The version in which a supplier's invoice was told to whoever pays it.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; invoices entered before are told when their cycle is published again."""
    op.add_column(
        "supplier_invoices",
        sa.Column(
            "version",
            sa.BigInteger(),
            server_default=sa.text("1"),
            nullable=False,
            comment="Of SupplierInvoiceReceived.",
        ),
    )
    op.alter_column("supplier_invoices", "version", server_default=None)


def downgrade() -> None:
    """Drop it."""
    op.drop_column("supplier_invoices", "version")
