"""The day of distribution as orders hears of it, and the money that follows: credits and sales on the day."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    Uuid,
)

from services.orders.storage.metadata import metadata

hand_overs = Table(
    "hand_overs",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False, comment="Of the HouseholdOrderHandedOver applied."),
    Column("cycle", Text, nullable=False),
    Column("centre", Text, nullable=False),
    Column("state", Text, nullable=False, comment="collected, left_with_neighbour, absent or released."),
    Column("by", Uuid, comment="The user who noted it in supply; null: told by HouseholdOrderHandedOver, version 1."),
)

Index("ix_hand_overs_cycle_order_id", hand_overs.c.cycle, hand_overs.c.order_id)

handed_lines = Table(
    "handed_lines",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("handed", BigInteger, nullable=False, comment="Base units."),
)

goods_credits = Table(
    "goods_credits",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column(
        "credited_cents",
        BigInteger,
        nullable=False,
        comment="What its household got back so far for goods that it was charged for and did not get.",
    ),
    Column(
        "fund_cents",
        BigInteger,
        nullable=False,
        comment="What the solidarity fund got back of it; negative: gave back of a surcharge.",
    ),
    Column("refused", Text, comment="Why a correction that takes some of it back is not booked; null: nothing is."),
    CheckConstraint("credited_cents >= 0", name="credited_never_negative"),
)

day_sales = Table(
    "day_sales",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device: sent twice, it is one sale."),
    Column("request_hash", LargeBinary, nullable=False, comment="SHA-256 of what was asked."),
    Column("version", BigInteger, nullable=False, comment="Of the GoodsSold it was said with."),
    Column("cycle", Text, nullable=False),
    Column("centre", Text, nullable=False, comment="Where the goods lay, and in whose till money for them is."),
    Column("household_id", Uuid, nullable=False, comment="Who bought them."),
    Column("product", Text, nullable=False),
    Column("quantity", BigInteger, nullable=False, comment="Base units."),
    Column("final_price_cents", BigInteger, nullable=False, comment="Per display unit, when it was sold."),
    Column("amount_cents", BigInteger, nullable=False),
    Column("paid_cents", BigInteger, nullable=False, comment="Money that came along; beyond the price it is credit."),
    Column("order_id", Uuid, comment="Whose uncollected goods they were; null: surplus."),
    Column("transaction_id", Uuid, ForeignKey("ledger_transactions.id"), comment="Null: it cost nothing."),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("withdrawn_at", DateTime(timezone=True), comment="Taken back; null: it stands."),
    Column("withdrawn_by", Uuid),
    Column(
        "withdrawal_id",
        Uuid,
        ForeignKey("ledger_transactions.id"),
        comment="Its counter-entry; null: it stands, or cost nothing.",
    ),
    CheckConstraint("quantity > 0", name="quantity_positive"),
    CheckConstraint("amount_cents >= 0 AND paid_cents >= 0", name="amounts_not_negative"),
    CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn_is_whole"),
)

Index("ix_day_sales_cycle_id", day_sales.c.cycle, day_sales.c.id)
Index("ix_day_sales_order_id", day_sales.c.order_id)
Index("ix_day_sales_household_id", day_sales.c.household_id)
