"""What becomes of a purchase order after it was sent: its supplier's acknowledgements.

Revision ID: 0004
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None

STATE = "draft, approved, sent or cancelled."


def upgrade() -> None:
    """Create the tables."""
    op.alter_column(
        "purchase_orders",
        "state",
        comment="draft, approved, sent, acknowledged, delivered or cancelled.",
        existing_comment=STATE,
    )
    op.create_table(
        "purchase_order_acknowledgements",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "acknowledgement",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="1, 2, …; the highest counts.",
        ),
        sa.Column("delivery", sa.Date(), nullable=False, comment="When the supplier delivers."),
        sa.Column("reference", sa.Text(), nullable=False, comment="The supplier's own."),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=False, comment="The coordinator who entered it."),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["purchase_orders.number"], name=op.f("fk_purchase_order_acknowledgements_number")
        ),
        sa.PrimaryKeyConstraint("number", "acknowledgement", name=op.f("pk_purchase_order_acknowledgements")),
        comment="What a supplier said of its order; a later one replaces it and it stays as history.",
    )
    op.create_table(
        "purchase_order_acknowledged_lines",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("acknowledgement", sa.Integer(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("ordered_quantity", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False, comment="Confirmed; 0: the supplier has none."),
        sa.Column("ordered_price", sa.Numeric(12, 4), nullable=False),
        sa.Column(
            "price",
            sa.Numeric(12, 4),
            nullable=False,
            comment="Confirmed, per display unit, excluding VAT.",
        ),
        sa.ForeignKeyConstraint(
            ["number", "acknowledgement"],
            ["purchase_order_acknowledgements.number", "purchase_order_acknowledgements.acknowledgement"],
            name=op.f("fk_purchase_order_acknowledged_lines_number_acknowledgement"),
        ),
        sa.PrimaryKeyConstraint(
            "number", "acknowledgement", "product", name=op.f("pk_purchase_order_acknowledged_lines")
        ),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("purchase_order_acknowledged_lines")
    op.drop_table("purchase_order_acknowledgements")
    op.alter_column("purchase_orders", "state", comment=STATE)
