"""The day of distribution: what was sent, handed over, sold, sent back or lost. Quantities in base units."""

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

from services.supply.storage.metadata import metadata

hand_overs = Table(
    "hand_overs",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False, comment="Of HouseholdOrderHandedOver."),
    Column("base_version", BigInteger, nullable=False, comment="The version that the last request changed; 0: none."),
    Column("request_hash", LargeBinary, nullable=False, comment="SHA-256 of what the last request said."),
    Column("cycle", Text, nullable=False),
    Column("centre", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("neighbour", Text, comment="Member number of whoever took the goods along."),
    Column("remark", Text, nullable=False, comment="May be personal: it stays here."),
    Column("collected_at", DateTime(timezone=True), comment="When the goods were first fetched; null: nobody came."),
    Column("noted_by", Uuid, nullable=False, comment="The user who noted it last."),
    CheckConstraint("state IN ('collected', 'left_with_neighbour', 'absent', 'released')", name="state_known"),
    CheckConstraint("(state = 'left_with_neighbour') = (neighbour IS NOT NULL)", name="neighbour_is_named"),
    CheckConstraint("(collected_at IS NULL) = (state IN ('absent', 'released'))", name="collected_is_dated"),
)

Index("ix_hand_overs_cycle_order_id", hand_overs.c.cycle, hand_overs.c.order_id)

handed_lines = Table(
    "handed_lines",
    metadata,
    Column("order_id", Uuid, ForeignKey("hand_overs.order_id"), primary_key=True),
    Column("product", Text, primary_key=True),
    Column("granted", BigInteger, nullable=False, comment="By the settlement in force when it was noted."),
    Column("handed", BigInteger, nullable=False),
    CheckConstraint("handed BETWEEN 0 AND granted", name="handed_of_granted"),
)

goods_sent = Table(
    "goods_sent",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("centre", Text, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("sent", BigInteger, nullable=False),
    Column("noted_by", Uuid, nullable=False, comment="The coordinator's user id."),
    CheckConstraint("sent >= 0", name="sent_not_negative"),
    comment="What a centre was sent where it is not what its orders were granted.",
)

goods_back = Table(
    "goods_back",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("centre", Text, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("returned", BigInteger, nullable=False, comment="To the warehouse."),
    Column("lost", BigInteger, nullable=False, comment="Spilt, broken, spoilt or gone."),
    Column("noted_by", Uuid, nullable=False),
    CheckConstraint("returned >= 0 AND lost >= 0", name="back_not_negative"),
)

goods_sold = Table(
    "goods_sold",
    metadata,
    Column("sale_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("cycle", Text, nullable=False),
    Column("centre", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("order_id", Uuid, comment="Whose uncollected goods they were; null: surplus."),
    comment="What orders sold at a centre, as heard from it.",
)

Index("ix_goods_sold_cycle_centre", goods_sold.c.cycle, goods_sold.c.centre)
Index("ix_goods_sold_order_id", goods_sold.c.order_id)

distribution_days = Table(
    "distribution_days",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("centre", Text, primary_key=True),
    Column("closed_at", DateTime(timezone=True), comment="Null: it is not closed."),
    Column("closed_by", Uuid),
    Column("reason", Text, comment="Why it does not balance; null: it does."),
    CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed_is_whole"),
    comment="A centre's day of distribution: locked while what it was sent and gives back is noted.",
)
