"""Settlement runs as they arrive, staged until count and sums equal the run's control totals."""

from sqlalchemy import BigInteger, Column, DateTime, Integer, Table, Text, Uuid, and_
from sqlalchemy.dialects.postgresql import JSONB

from services.orders.storage.metadata import metadata

cycle_settlements = Table(
    "cycle_settlements",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("run", Integer, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("orders", Integer, nullable=False),
    Column("held_cents", BigInteger, nullable=False),
    Column("charged_cents", BigInteger, nullable=False),
    Column("rebates_cents", BigInteger, nullable=False),
    Column("rounding_cents", BigInteger, nullable=False),
    Column("uncovered_cents", BigInteger, nullable=False),
    Column("stock_kept_cents", BigInteger, nullable=False),
    Column("stock_used_cents", BigInteger, nullable=False),
    Column("invoices", JSONB, nullable=False, comment="[{supplier, goods, delivery, vat, total}] in cents."),
    Column("left_out", JSONB, nullable=False, comment="Group orders closed without: their holds are released."),
    Column("posted_at", DateTime(timezone=True), comment="When its difference was posted to the ledger."),
    Column("by", Uuid, comment="The user who published it in supply; null: told by CycleSettled, version 1."),
)

settlement_staging = Table(
    "settlement_staging",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("run", Integer, primary_key=True),
    Column("orders", Integer, nullable=False, comment="How many orders of the run have arrived."),
    Column("held_cents", BigInteger, nullable=False),
    Column("charged_cents", BigInteger, nullable=False),
    Column("refused", Text, comment="Why a run that arrived whole is not posted; null: nothing against it."),
)
"""What has arrived of a run: counted as it is staged, so that proving it never counts its orders again."""

settled_orders = Table(
    "settled_orders",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("run", Integer, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("cycle", Text, nullable=False, index=True),
    Column("centre", Text, nullable=False),
    Column("group_order_id", Uuid, nullable=False),
    Column("held_cents", BigInteger, nullable=False),
    Column("charged_cents", BigInteger, nullable=False),
)

settled_lines = Table(
    "settled_lines",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("run", Integer, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("granted", BigInteger, nullable=False, comment="Base units."),
    Column("final_price_cents", BigInteger, comment="Per display unit; null: there was nothing to hand out."),
    Column("charged_cents", BigInteger, nullable=False),
    Column("reason_code", Text),
    Column("reason_demand", BigInteger),
    Column("reason_available", BigInteger),
)

posted_settlements = Table(
    "posted_settlements",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("cycle", Text, nullable=False, index=True),
    Column("run", Integer, nullable=False, comment="Last run posted for this order."),
    Column("held_cents", BigInteger, nullable=False, comment="Released when the first run was posted."),
    Column("charged_cents", BigInteger, nullable=False, comment="Charged so far: a later run posts the difference."),
    Column(
        "told_charged_cents",
        BigInteger,
        comment="Charged when the cycle's told_solidarity was said; null: never.",
    ),
)

POSTED_RUN = and_(
    settled_lines.c.order_id == posted_settlements.c.order_id, settled_lines.c.run == posted_settlements.c.run
)
"""Joins to an order its lines of the run that was posted last."""
