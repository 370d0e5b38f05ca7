"""What each settlement run decided: enough to say every household's outcome again, word for word.

Money is integer cents, quantities base units. Run numbers rise within their cycle, with gaps; the
highest is in force. An order without a grant of a product got what it ordered, or, where there is
no final price, nothing.
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
    Identity,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    func,
)

from services.supply.storage.metadata import metadata

settlements = Table(
    "settlements",
    metadata,
    Column("cycle", Text, ForeignKey("cycles.cycle"), primary_key=True),
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False, comment="Of CycleSettled and each HouseholdOrderSettled."),
    Column("input_digest", Text, nullable=False, comment="SHA-256 of all it was computed from."),
    Column("orders", Integer, nullable=False),
    Column("held_cents", BigInteger, nullable=False),
    Column("charged_cents", BigInteger, nullable=False),
    Column("rebates_cents", BigInteger, nullable=False),
    Column("invoices_cents", BigInteger, nullable=False),
    Column("stock_kept_cents", BigInteger, nullable=False),
    Column("stock_used_cents", BigInteger, nullable=False),
    Column("rounding_cents", BigInteger, nullable=False),
    Column("uncovered_cents", BigInteger, nullable=False),
    Column("abandoned_because", Text, comment="Why nothing was bought; null: the cycle was carried out."),
    Column("settled_by", Uuid, nullable=False),
    Column("settled_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

settled_products = Table(
    "settled_products",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("run", Integer, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("unit_base", Integer, nullable=False, comment="Base units per display unit."),
    Column("demand", BigInteger, nullable=False),
    Column("late_demand", BigInteger, nullable=False, comment="Of it, by orders admitted after the goods were bought."),
    Column("ceiling_price_cents", BigInteger, nullable=False),
    Column("invoiced_cents", BigInteger, nullable=False, comment="Its part of the invoice."),
    Column("received", BigInteger, nullable=False),
    Column("stock_used", BigInteger, nullable=False),
    Column("stock_value_cents", BigInteger, nullable=False),
    Column("granted", BigInteger, nullable=False),
    Column("final_price_cents", BigInteger, comment="Null: nothing to hand out."),
    Column("charged_cents", BigInteger, nullable=False),
    Column("kept", BigInteger, nullable=False),
    Column("kept_value_cents", BigInteger, nullable=False),
    Column("adjustment_cents", BigInteger, nullable=False),
    Column("uncovered", Boolean, nullable=False, comment="Else the adjustment is rounding."),
    Column("shortage", Text, comment="Reason code of whoever gets less than ordered; null: it sufficed."),
    Column("supplier", Text, comment="Null: nothing was ordered from a supplier."),
    Column("goods_cents", BigInteger, comment="Of the invoiced part: the goods ex VAT."),
    Column("vat_cents", BigInteger, comment="Of the invoiced part: the VAT on the goods."),
    Column("delivery_cents", BigInteger, comment="Of the invoiced part: its share of delivery, with the VAT on that."),
    Column("otherwise_cents", BigInteger, comment="Of the invoiced part: printed or credited otherwise than that."),
    ForeignKeyConstraint(["cycle", "run"], ["settlements.cycle", "settlements.run"]),
)

settled_invoices = Table(
    "settled_invoices",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("run", Integer, primary_key=True),
    Column("supplier", Text, primary_key=True),
    Column("goods_cents", BigInteger, nullable=False),
    Column("delivery_cents", BigInteger, nullable=False),
    Column("vat_cents", BigInteger, nullable=False),
    ForeignKeyConstraint(["cycle", "run"], ["settlements.cycle", "settlements.run"]),
)

settled_grants = Table(
    "settled_grants",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("run", Integer, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("order_id", Uuid, primary_key=True),
    Column("granted", BigInteger, nullable=False),
    Column("late", Boolean, nullable=False, comment="The order was admitted after the goods were bought."),
    Column("part", BigInteger, comment="What the policy gave; more than granted where less was published before."),
    Column("turn", Integer, comment="Place in the draw, from 1; null: there was enough."),
    Column("centre_part", BigInteger, comment="What its centre had to share, where centres share first."),
    Column("by_hand", Text, comment="Why the coordinator decided the part; null: the policy did."),
    comment="What each order got, of products that did not suffice and of orders admitted late. "
    "Of a product without a final price nobody got any.",
)

kept_lots = Table(
    "kept_lots",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("run", Integer, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("lot", Text, primary_key=True),
    Column("quantity", BigInteger, nullable=False),
    Column("value_cents", BigInteger, nullable=False),
    Column("best_before", Date),
    ForeignKeyConstraint(["cycle", "run"], ["settlements.cycle", "settlements.run"]),
    comment="What the run put into stock; the next run changes the lots by what it keeps more or less.",
)

allocation_exceptions = Table(
    "allocation_exceptions",
    metadata,
    Column("decision", BigInteger, Identity(always=True), primary_key=True),
    Column("cycle", Text, ForeignKey("cycles.cycle"), nullable=False),
    Column("order_id", Uuid, nullable=False),
    Column("product", Text, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", Uuid, nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("taken_back_by", Uuid, comment="Who left it to the policy again, or decided it anew; null: it counts."),
    Column("taken_back_at", DateTime(timezone=True)),
    CheckConstraint("quantity >= 0", name="quantity_is_not_negative"),
    comment="Parts that the coordinator decided by hand, each decision; those that count are in the next run.",
)
Index(
    "uq_allocation_exceptions_counts",
    *(allocation_exceptions.c[name] for name in ("cycle", "order_id", "product")),
    unique=True,
    postgresql_where=allocation_exceptions.c.taken_back_at.is_(None),
)
