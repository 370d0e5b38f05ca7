"""What households want in every cycle.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "recurring_orders",
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device: sent twice, it is one."),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("household_id", name=op.f("pk_recurring_orders")),
        sa.UniqueConstraint("id", name=op.f("uq_recurring_orders_id")),
    )
    op.create_table(
        "recurring_order_lines",
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column(
            "name", sa.Text(), nullable=False, comment="As it was sold then: a later cycle may not offer it."
        ),
        sa.Column("unit", sa.Text(), nullable=False, comment="Whose base units the quantity counts."),
        sa.Column("quantity", sa.BigInteger(), nullable=False, comment="Base units."),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_recurring_order_lines_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["recurring_orders.household_id"],
            name=op.f("fk_recurring_order_lines_household_id_recurring_orders"),
        ),
        sa.PrimaryKeyConstraint("household_id", "product", name=op.f("pk_recurring_order_lines")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("recurring_order_lines")
    op.drop_table("recurring_orders")
