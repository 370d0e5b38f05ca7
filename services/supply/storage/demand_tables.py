"""What supply heard from orders. No foreign key: any of it may arrive before the rest."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Integer, LargeBinary, Table, Text, Uuid, func

from services.supply.storage.metadata import metadata


def _heard_at() -> Column[datetime]:
    """Written with the state itself, so that a centre's last sign of life costs no write of its own."""
    said = "When the state was heard; null: before that was kept."
    return Column("heard_at", DateTime(timezone=True), server_default=func.now(), comment=said)


centres = Table(
    "centres",
    metadata,
    Column("centre", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("place", Text, nullable=False),
)

erased_households = Table(
    "erased_households",
    metadata,
    Column("household", Text, primary_key=True, comment="Member number. Its orders keep no label."),
    Column("version", BigInteger, nullable=False),
)

group_orders = Table(
    "group_orders",
    metadata,
    Column("group_order_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("cycle", Text, nullable=False),
    Column("centre", Text, nullable=False),
    Column("state", Text, nullable=False, comment="open or sealed."),
    Column("orders", Integer, comment="Confirmed orders it was sealed with; null while open."),
    Column("held", BigInteger, comment="Cents it was sealed with; null while open."),
    Column("digest", Text, comment="Manifest digest it was sealed with; null while open."),
    _heard_at(),
    Index(None, "cycle"),
)

household_orders = Table(
    "household_orders",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("group_order_id", Uuid, nullable=False),
    Column("cycle", Text, nullable=False),
    Column("centre", Text, nullable=False),
    Column("household", Text, nullable=False, comment="Member number."),
    Column("label", Text, nullable=False, comment="Printed on the pick list; empty once cancelled."),
    Column("state", Text, nullable=False, comment="confirmed or cancelled."),
    Column("held", BigInteger, nullable=False, comment="Cents; 0 once cancelled."),
    Column("digest", LargeBinary, nullable=False, comment="shared.contracts.manifest.order_digest."),
    _heard_at(),
    # The proof at close reads a cycle's manifests from this alone, in the order in which they are digested.
    Index(
        None,
        *("cycle", "group_order_id", "order_id"),
        postgresql_include=["digest", "held", "state", "centre"],
    ),
)

# One index only, for a poll is applied at the speed of its inserts: led by the cycle, it finds an
# order's lines, and the lines of one cycle lie together, so demand reads them in one scan.
household_order_lines = Table(
    "household_order_lines",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("order_id", Uuid, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("centre", Text, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("held", BigInteger, nullable=False),
    comment="Lines of confirmed orders only: a cancelled order has none.",
)

cycle_seals = Table(
    "cycle_seals",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
)

sealed_group_orders = Table(
    "sealed_group_orders",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("group_order_id", Uuid, primary_key=True),
    Column("centre", Text, nullable=False),
    Column("orders", Integer, nullable=False, comment="Confirmed orders."),
    Column("held", BigInteger, nullable=False),
    Column("digest", Text, nullable=False, comment="Manifest digest, lower-case hex."),
    comment="What CycleSealed says supply must hold before it buys.",
)

left_out_centres = Table(
    "left_out_centres",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("centre", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("decided_by", Uuid, nullable=False, comment="The coordinator's user id."),
    Column("decided_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    comment="Centres the coordinator closed without: nothing of theirs is bought, their holds are released.",
)
