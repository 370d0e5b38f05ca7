"""What becomes of a purchase order after it was sent: its supplier's acknowledgements, amendments, mails.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATE = "draft, approved, sent or cancelled."

LADDER = """
    UPDATE plan_lines SET ladder = jsonb_build_object(
        'basis', 'quantity', 'counted', NULL, 'rungs', jsonb_build_array(jsonb_build_array(0, price::text)))
    WHERE supplier IS NOT NULL
"""
"""Of plans made before ladders were kept, only the price reached is known."""

TERMS = """
    UPDATE plan_suppliers SET terms = jsonb_build_object(
        'supplier', known.supplier, 'minimum', known.minimum_cents, 'delivery_fee', known.delivery_fee_cents,
        'free_delivery_from', known.free_delivery_from_cents, 'lead_days', known.lead_days)
    FROM suppliers AS known WHERE known.supplier = plan_suppliers.supplier
"""


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
        sa.Column(
            "amendment",
            sa.Integer(),
            nullable=False,
            comment="The one it answers; 0: the order as first sent.",
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
    op.add_column(
        "purchase_orders",
        sa.Column(
            "amendment",
            sa.Integer(),
            server_default=sa.text("0"),
            nullable=False,
            comment="The last one; 0: as planned.",
        ),
    )
    op.create_table(
        "purchase_order_amendments",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by who sent it."),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amendment", sa.Integer(), nullable=False, comment="1, 2, … within its order."),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cancels", sa.Boolean(), nullable=False, comment="The whole order."),
        sa.Column("goods_cents_before", sa.BigInteger(), nullable=False),
        sa.Column("delivery_cents_before", sa.BigInteger(), nullable=False),
        sa.Column("vat_cents_before", sa.BigInteger(), nullable=False),
        sa.Column("goods_cents", sa.BigInteger(), nullable=False),
        sa.Column("delivery_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_cents", sa.BigInteger(), nullable=False),
        sa.Column("amended_by", sa.Uuid(), nullable=False),
        sa.Column("amended_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["purchase_orders.number"], name=op.f("fk_purchase_order_amendments_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order_amendments")),
        sa.UniqueConstraint("number", "amendment", name=op.f("uq_purchase_order_amendments_number_amendment")),
        comment="What was changed by hand after an order was sent; the order and its lines are as amended.",
    )
    op.create_table(
        "purchase_order_amended_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("cases_before", sa.Integer(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False, comment="0: dropped."),
        sa.Column("quantity_before", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("price_before", sa.Numeric(12, 4), nullable=False),
        sa.Column("price", sa.Numeric(12, 4), nullable=True, comment="Null: dropped."),
        sa.Column("goods_cents_before", sa.BigInteger(), nullable=False),
        sa.Column("goods_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"], ["purchase_order_amendments.id"], name=op.f("fk_purchase_order_amended_lines_id")
        ),
        sa.PrimaryKeyConstraint("id", "product", name=op.f("pk_purchase_order_amended_lines")),
        comment="The lines that an amendment changed.",
    )
    _create_mails()
    _keep_ladders_and_terms()


def _create_mails() -> None:
    op.create_table(
        "purchase_order_mails",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by who sent it."),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "amendment",
            sa.Integer(),
            nullable=False,
            comment="The one that was mailed; 0: the order as first sent.",
        ),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("attachments", postgresql.JSONB(), nullable=False, comment="SHA-256 in hex by file name."),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="accepted, failed, or unknown: not known whether it left.",
        ),
        sa.Column("said", sa.Text(), nullable=False, comment="By the server, when it refused."),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column(
            "sent_at", sa.DateTime(timezone=True), nullable=False, comment="Stored before it was handed over."
        ),
        sa.Column(
            "settled_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Null: nobody saw what became of it.",
        ),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bounce", sa.Text(), nullable=True, comment="What came back, noted by hand."),
        sa.ForeignKeyConstraint(["number"], ["purchase_orders.number"], name=op.f("fk_purchase_order_mails_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order_mails")),
    )
    op.create_index(op.f("ix_purchase_order_mails_number"), "purchase_order_mails", ["number"])


def _keep_ladders_and_terms() -> None:
    op.add_column(
        "plan_lines",
        sa.Column(
            "ladder",
            postgresql.JSONB(none_as_null=True),
            nullable=True,
            comment="Of the offer bought from, and what it counts: as ordered.",
        ),
    )
    op.execute(LADDER)
    op.add_column(
        "plan_suppliers",
        sa.Column("terms", postgresql.JSONB(), nullable=True, comment="The supplier's, when the plan was made."),
    )
    op.execute(TERMS)
    op.alter_column("plan_suppliers", "terms", nullable=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("purchase_order_mails")
    op.drop_column("plan_suppliers", "terms")
    op.drop_column("plan_lines", "ladder")
    op.drop_table("purchase_order_amended_lines")
    op.drop_table("purchase_order_amendments")
    op.drop_column("purchase_orders", "amendment")
    op.drop_table("purchase_order_acknowledged_lines")
    op.drop_table("purchase_order_acknowledgements")
    op.alter_column("purchase_orders", "state", comment=STATE)
