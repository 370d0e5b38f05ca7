"""Household orders: one live order per household and cycle, with its lines priced at the ceiling."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    and_,
    case,
    or_,
    text,
)

from services.orders.storage.metadata import metadata

household_orders = Table(
    "household_orders",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device: sent twice, it is one order."),
    Column("group_order_id", Uuid, nullable=False),
    Column("cycle", Text, nullable=False),
    Column("centre", Text, nullable=False),
    Column("household_id", Uuid, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("total_cents", BigInteger, nullable=False, comment="Sum of the lines at the ceiling."),
    Column("held_cents", BigInteger, nullable=False, comment="total_cents while confirmed, else 0."),
    Column(
        "digest",
        LargeBinary,
        comment="order_digest (shared.contracts.manifest) as published; null: never published, in no manifest.",
    ),
    Column("base_version", BigInteger, nullable=False, comment="The version its last request amended; 0: none."),
    Column("request_hash", LargeBinary, nullable=False, comment="SHA-256 of the cycle, household and lines asked for."),
    Column("paid_cents", BigInteger, nullable=False, comment="Paid along with the last request."),
    Column("credit_after_cents", BigInteger, nullable=False, comment="The household's credit as last answered."),
    Column("placed_at", DateTime(timezone=True), nullable=False),
    Column(
        "rate_basis_points",
        Integer,
        nullable=False,
        server_default=text("10000"),
        comment="What of the price its household pays, as it was last entered: 10000 is all of it.",
    ),
    Column(
        "own_cents",
        BigInteger,
        Computed("(total_cents * rate_basis_points + 5000) / 10000", persisted=True),
        nullable=False,
        comment="What its household pays of total_cents, half-up; held while confirmed.",
    ),
    Column("ordinary_from", Date, comment="When the ordinary price applies again, as it was last told."),
    Column("late_reason", Text, comment="Why a device's order waits in the late tray; null: its centre was sealed."),
    CheckConstraint("state IN ('confirmed', 'waiting', 'cancelled', 'late', 'lapsed', 'refunded')", name="state_known"),
    CheckConstraint("held_cents = CASE state WHEN 'confirmed' THEN total_cents ELSE 0 END", name="held_when_confirmed"),
    CheckConstraint("state <> 'confirmed' OR digest IS NOT NULL", name="confirmed_has_digest"),
)

OWN_HELD_CENTS = case((household_orders.c.state == "confirmed", household_orders.c.own_cents), else_=0)
"""What an order holds of its household's own money; the solidarity fund holds the rest of ``held_cents``."""


def is_live(orders: FromClause) -> ColumnElement[bool]:
    """The one order that a household has in a cycle; what is late for a reason of its own stands beside it."""
    order = orders.c
    return or_(order.state.in_(("confirmed", "waiting")), and_(order.state == "late", order.late_reason.is_(None)))


Index(
    "uq_household_orders_one_live",
    household_orders.c.household_id,
    household_orders.c.cycle,
    unique=True,
    postgresql_where=text("state IN ('confirmed', 'waiting') OR state = 'late' AND late_reason IS NULL"),
)
Index("ix_household_orders_group_order_id", household_orders.c.group_order_id, household_orders.c.state)
Index("ix_household_orders_cycle", household_orders.c.cycle, household_orders.c.state)

household_order_lines = Table(
    "household_order_lines",
    metadata,
    Column("order_id", Uuid, ForeignKey("household_orders.id"), primary_key=True),
    Column("product", Text, primary_key=True),
    Column("quantity", BigInteger, nullable=False, comment="Base units."),
    Column("ceiling_price_cents", BigInteger, nullable=False, comment="Per display unit, as it was held."),
    Column("held_cents", BigInteger, nullable=False, comment="Ceiling × quantity, half-up; held only if confirmed."),
    CheckConstraint("quantity > 0", name="quantity_positive"),
)
"""The lines of an order's current version, whatever its state."""

late_admissions = Table(
    "late_admissions",
    metadata,
    Column("order_id", Uuid, ForeignKey("household_orders.id"), primary_key=True),
    Column("version", BigInteger, nullable=False, comment="The order's, as admitted."),
    Column("after_seal", Boolean, nullable=False, comment="The whole cycle was sealed before."),
    Column("user_id", Uuid, nullable=False, comment="The coordinator who admitted it."),
    comment="Orders that left the late tray into their cycle.",
)
