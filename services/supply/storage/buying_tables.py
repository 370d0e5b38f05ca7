"""What is bought for a cycle: plans with their choices, purchase orders.

Money is integer cents, quantities integer base units; supplier prices are euros per display unit
excluding VAT. A plan is numbered within its cycle; the one with the highest number is in force.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.supply.storage.metadata import metadata

plans = Table(
    "plans",
    metadata,
    Column("cycle", Text, ForeignKey("cycles.cycle"), primary_key=True),
    Column("plan", Integer, primary_key=True, autoincrement=False, comment="1, 2, …; the highest is in force."),
    Column("demand_digest", Text, nullable=False, comment="SHA-256 of all the plan was made from."),
    Column("sealed_version", BigInteger, nullable=False, comment="Of the CycleSealed that was proved."),
    Column("left_out", ARRAY(Text), nullable=False, comment="The centres not counted, by code."),
    Column("objective_cents", BigInteger, nullable=False),
    Column("proven", Boolean, nullable=False, comment="Whether the solver proved it cheapest within its limit."),
    Column("ordered_digest", Text, comment="Of what was ordered; null, like the two below, in plans made before it."),
    Column("stock_digest", Text, comment="Of the stock that was free."),
    Column("offers_digest", Text, comment="Of the offers and what their suppliers ask."),
    Column("overrides_cost_cents", BigInteger, comment="All overrides against the plan without any; null: not known."),
    Column("made_by", Uuid, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("cycle", "plan", "demand_digest"),
)

plan_lines = Table(
    "plan_lines",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("plan", Integer, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("demand", BigInteger, nullable=False),
    Column("households", Integer, nullable=False, comment="That ordered the product."),
    Column("stock_used", BigInteger, nullable=False),
    Column("stock_value_cents", BigInteger, nullable=False, comment="Of the stock used."),
    Column("need", BigInteger, nullable=False),
    Column("supplier", Text, comment="Null: nothing is bought."),
    Column("cases", Integer, nullable=False),
    Column("case_size", BigInteger),
    Column("quantity", BigInteger, nullable=False),
    Column("rung_from", BigInteger),
    Column("price", Numeric(12, 4)),
    Column("goods_cents", BigInteger, nullable=False, comment="Excluding VAT."),
    Column("short", BigInteger, nullable=False),
    Column("surplus", BigInteger, nullable=False),
    Column("vat_basis_points", Integer, nullable=False),
    Column("held_cents", BigInteger, nullable=False, comment="What households hold for the product."),
    Column("reason", JSONB, nullable=False, comment="Code and figures; the sentence is made where it is shown."),
    Column("ladder", JSONB(none_as_null=True), comment="Of the offer bought from, and what it counts: as ordered."),
    ForeignKeyConstraint(["cycle", "plan"], ["plans.cycle", "plans.plan"]),
)

plan_stock = Table(
    "plan_stock",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("plan", Integer, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("lot", Text, primary_key=True),
    Column("used", BigInteger, nullable=False),
    Column("value_cents", BigInteger, nullable=False),
    ForeignKeyConstraint(["cycle", "plan"], ["plans.cycle", "plans.plan"]),
    CheckConstraint("used > 0", name="used_is_positive"),
    comment="The stock a plan uses, fixed with it.",
)

plan_suppliers = Table(
    "plan_suppliers",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("plan", Integer, primary_key=True),
    Column("supplier", Text, ForeignKey("suppliers.supplier"), primary_key=True),
    Column("goods_cents", BigInteger, nullable=False, comment="Excluding VAT."),
    Column("delivery_cents", BigInteger, nullable=False, comment="Excluding VAT."),
    Column("vat_cents", BigInteger, nullable=False),
    Column("delivery_vat_basis_points", Integer, comment="Null: it follows the goods."),
    Column("households_hold_cents", BigInteger, nullable=False, comment="For the products bought from this supplier."),
    Column("terms", JSONB, nullable=False, comment="The supplier's, when the plan was made."),
    ForeignKeyConstraint(["cycle", "plan"], ["plans.cycle", "plans.plan"]),
)

plan_choices = Table(
    "plan_choices",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("plan", Integer, primary_key=True),
    Column("kind", Text, primary_key=True, comment="gap, unbought or left_out."),
    Column("subject", Text, primary_key=True, comment="Supplier, product or centre."),
    Column("reason", Text, nullable=False),
    Column("decided_by", Uuid, nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    ForeignKeyConstraint(["cycle", "plan"], ["plans.cycle", "plans.plan"]),
    comment="What the coordinator accepted by name; a new plan asks again.",
)

plan_overrides = Table(
    "plan_overrides",
    metadata,
    Column("cycle", Text, ForeignKey("cycles.cycle"), primary_key=True),
    Column("product", Text, ForeignKey("products.product"), primary_key=True),
    Column("supplier", Text, ForeignKey("suppliers.supplier"), comment="Null: nothing is bought."),
    Column("cases", Integer, comment="Null: as many as are cheapest."),
    Column("reason", Text, nullable=False),
    Column("decided_by", Uuid, nullable=False, comment="The coordinator's user id."),
    Column("decided_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    CheckConstraint("cases > 0", name="cases_are_positive"),
    CheckConstraint("cases IS NULL OR supplier IS NOT NULL", name="cases_have_a_supplier"),
    comment="What the next plan must keep to.",
)

planned_overrides = Table(
    "planned_overrides",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("plan", Integer, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("supplier", Text, ForeignKey("suppliers.supplier")),
    Column("cases", Integer),
    Column("reason", Text, nullable=False),
    Column("decided_by", Uuid, nullable=False),
    Column("costs_cents", BigInteger, comment="Against the plan without this one; null: not known."),
    ForeignKeyConstraint(["cycle", "plan"], ["plans.cycle", "plans.plan"]),
    comment="What a plan was made to keep to.",
)

purchase_order_numbers = Table(
    "purchase_order_numbers",
    metadata,
    Column("singleton", Boolean, primary_key=True, server_default=text("true")),
    Column("last", Integer, nullable=False),
    CheckConstraint("singleton", name="one_row"),
    comment="The last number given. Its row is locked by the transaction that uses the next: no gap, no reuse.",
)

purchase_orders = Table(
    "purchase_orders",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("cycle", Text, nullable=False),
    Column("plan", Integer, nullable=False, comment="The plan it carries out."),
    Column("supplier", Text, ForeignKey("suppliers.supplier"), nullable=False),
    Column("state", Text, nullable=False, comment="draft, approved, sent, acknowledged, delivered or cancelled."),
    Column("goods_cents", BigInteger, nullable=False, comment="Excluding VAT."),
    Column("delivery_cents", BigInteger, nullable=False, comment="Excluding VAT."),
    Column("vat_cents", BigInteger, nullable=False),
    Column("delivery_vat_basis_points", Integer, comment="Null: it follows the goods."),
    Column("approved_by", Uuid),
    Column("approved_at", DateTime(timezone=True)),
    Column("sent_by", Uuid),
    Column("sent_at", DateTime(timezone=True)),
    Column("amendment", Integer, nullable=False, server_default=text("0"), comment="The last one; 0: as planned."),
    Column("network", JSONB(none_as_null=True), comment="Who orders, as it stood once approved; null: no name did."),
    ForeignKeyConstraint(["cycle", "plan"], ["plans.cycle", "plans.plan"]),
    Index("uq_purchase_orders_live", "cycle", "supplier", unique=True, postgresql_where=text("state <> 'cancelled'")),
)

purchase_order_lines = Table(
    "purchase_order_lines",
    metadata,
    Column("number", Integer, ForeignKey("purchase_orders.number"), primary_key=True),
    Column("product", Text, primary_key=True),
    Column("cases", Integer, nullable=False),
    Column("case_size", BigInteger, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("rung_from", BigInteger, nullable=False),
    Column("price", Numeric(12, 4), nullable=False),
    Column("goods_cents", BigInteger, nullable=False),
    Column("vat_basis_points", Integer, nullable=False),
    Column("reason", JSONB, nullable=False),
)

purchase_order_acknowledgements = Table(
    "purchase_order_acknowledgements",
    metadata,
    Column("number", Integer, ForeignKey("purchase_orders.number"), primary_key=True),
    Column("acknowledgement", Integer, primary_key=True, autoincrement=False, comment="1, 2, …; the highest counts."),
    Column("amendment", Integer, nullable=False, comment="The one it answers; 0: the order as first sent."),
    Column("delivery", Date, nullable=False, comment="When the supplier delivers."),
    Column("reference", Text, nullable=False, comment="The supplier's own."),
    Column("acknowledged_by", Uuid, nullable=False, comment="The coordinator who entered it."),
    Column("acknowledged_at", DateTime(timezone=True), nullable=False),
    comment="What a supplier said of its order; a later one replaces it and it stays as history.",
)

purchase_order_acknowledged_lines = Table(
    "purchase_order_acknowledged_lines",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("acknowledgement", Integer, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("ordered_quantity", BigInteger, nullable=False),
    Column("quantity", BigInteger, nullable=False, comment="Confirmed; 0: the supplier has none."),
    Column("ordered_price", Numeric(12, 4), nullable=False),
    Column("price", Numeric(12, 4), nullable=False, comment="Confirmed, per display unit, excluding VAT."),
    ForeignKeyConstraint(
        ["number", "acknowledgement"],
        ["purchase_order_acknowledgements.number", "purchase_order_acknowledgements.acknowledgement"],
    ),
)

purchase_order_amendments = Table(
    "purchase_order_amendments",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by who sent it."),
    Column("number", Integer, ForeignKey("purchase_orders.number"), nullable=False),
    Column("amendment", Integer, nullable=False, comment="1, 2, … within its order."),
    Column("reason", Text, nullable=False),
    Column("cancels", Boolean, nullable=False, comment="The whole order."),
    Column("accepted_gap_cents", BigInteger, comment="Up to where the gap was allowed; null: not named."),
    Column("goods_cents_before", BigInteger, nullable=False),
    Column("delivery_cents_before", BigInteger, nullable=False),
    Column("vat_cents_before", BigInteger, nullable=False),
    Column("goods_cents", BigInteger, nullable=False),
    Column("delivery_cents", BigInteger, nullable=False),
    Column("vat_cents", BigInteger, nullable=False),
    Column("amended_by", Uuid, nullable=False),
    Column("amended_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("number", "amendment"),
    comment="What was changed by hand after an order was sent; the order and its lines are as amended.",
)

purchase_order_amended_lines = Table(
    "purchase_order_amended_lines",
    metadata,
    Column("id", Uuid, ForeignKey("purchase_order_amendments.id"), primary_key=True),
    Column("product", Text, primary_key=True),
    Column("cases_before", Integer, nullable=False),
    Column("cases", Integer, nullable=False, comment="0: dropped."),
    Column("quantity_before", BigInteger, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("price_before", Numeric(12, 4), nullable=False),
    Column("price", Numeric(12, 4), comment="Null: dropped."),
    Column("goods_cents_before", BigInteger, nullable=False),
    Column("goods_cents", BigInteger, nullable=False),
    comment="The lines that an amendment changed.",
)

purchase_order_mails = Table(
    "purchase_order_mails",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by who sent it."),
    Column("number", Integer, ForeignKey("purchase_orders.number"), nullable=False, index=True),
    Column("amendment", Integer, nullable=False, comment="The one that was mailed; 0: the order as first sent."),
    Column("recipient", Text, nullable=False),
    Column("attachments", JSONB, nullable=False, comment="SHA-256 in hex by file name."),
    Column("state", Text, nullable=False, comment="accepted, failed, or unknown: not known whether it left."),
    Column("said", Text, nullable=False, comment="By the server, when it refused."),
    Column("sent_by", Uuid, nullable=False),
    Column("sent_at", DateTime(timezone=True), nullable=False, comment="Stored before it was handed over."),
    Column("settled_at", DateTime(timezone=True), comment="Null: nobody saw what became of it."),
    Column("bounced_at", DateTime(timezone=True)),
    Column("bounce", Text, comment="What came back, noted by hand."),
)
