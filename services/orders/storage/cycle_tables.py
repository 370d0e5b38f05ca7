"""Cycles and catalogues as heard from supply, and the group orders opened for them.

Events come in any order: a row is made by whichever comes first, so what another event brings is null until then.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    or_,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.orders.storage.metadata import metadata

cycles = Table(
    "cycles",
    metadata,
    Column("code", Text, primary_key=True),
    Column("opened_version", BigInteger, comment="Of the CycleOpened applied; null while unheard of."),
    Column("name", Text),
    Column("opens", Date),
    Column("closes", Date),
    Column("delivery", Date),
    Column("distribution", Date),
    Column("catalogue_version", BigInteger, comment="Of the catalogue stored: CycleOpened's or the last revision's."),
    Column("catalogue_etag", Text),
    Column("closing_version", BigInteger, comment="Of the CycleClosing applied: what is open was sealed then."),
    Column("sealed_version", BigInteger, comment="Of the CycleSealed written: no order changes after it."),
    Column("settled_run", Integer, comment="Last settlement run posted to the ledger."),
    Column("archived_version", BigInteger),
)
CYCLE_IS_OVER = or_(cycles.c.settled_run.is_not(None), cycles.c.archived_version.is_not(None))

catalogue_entries = Table(
    "catalogue_entries",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("unit", Text, nullable=False, comment="Display unit: kg, l or piece."),
    Column("step", BigInteger, nullable=False, comment="Orders are whole multiples of this many base units."),
    Column("vat_basis_points", Integer, nullable=False),
    Column("ceiling_price_cents", BigInteger, nullable=False, comment="Per display unit, with VAT and delivery."),
    Column("organic", Boolean, nullable=False),
    Column("local", Boolean, nullable=False),
    Column("on_sale", Boolean, nullable=False),
    Column("stock_first", BigInteger, nullable=False, comment="Base units used before anything is bought."),
    Column("basis", Text, nullable=False),
    Column("rungs", JSONB, nullable=False, comment="[{starts_at, indicative_price}] by rising start."),
)

product_limits = Table(
    "product_limits",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("version", BigInteger, nullable=False, comment="Of the ProductLimited applied."),
    Column("at_most", BigInteger, comment="Base units there are at most; null: as many as wanted."),
)

cycle_centres = Table(
    "cycle_centres",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("centre", Text, primary_key=True),
    Column("closes", DateTime(timezone=False), comment="Local time of the network; null: the cycle's date."),
    Column("distribution_starts", DateTime(timezone=False)),
    Column("distribution_ends", DateTime(timezone=False)),
    Column("place", Text, nullable=False),
    Column("version", BigInteger, nullable=False, comment="Of the event that said these dates."),
)

group_orders = Table(
    "group_orders",
    metadata,
    Column("id", Uuid, primary_key=True, comment="shared.kernel.ids.group_order_id(cycle, centre)."),
    Column("cycle", Text, nullable=False),
    Column("centre", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'open'")),
    Column("sealed_orders", Integer, comment="Confirmed orders at sealing."),
    Column("sealed_held_cents", BigInteger),
    Column("sealed_digest", LargeBinary, comment="Manifest digest, 32 bytes; republished verbatim."),
    UniqueConstraint("cycle", "centre"),
    CheckConstraint("state IN ('open', 'sealed', 'left_out')", name="state_known"),
    CheckConstraint("state = 'open' OR sealed_digest IS NOT NULL", name="sealed_has_manifest"),
)
"""Household orders lock their row FOR SHARE; sealing locks it FOR UPDATE."""

reopenings = Table(
    "reopenings",
    metadata,
    Column("group_order_id", Uuid, primary_key=True),
    Column("version", BigInteger, primary_key=True, comment="Of the GroupOrderOpened that it made."),
    Column("reason", Text, nullable=False),
    Column("user_id", Uuid, nullable=False, comment="The coordinator who reopened."),
)

distributions = Table(
    "distributions",
    metadata,
    Column("group_order_id", Uuid, primary_key=True),
    Column("cycle", Text, nullable=False),
    Column("centre", Text, nullable=False),
    Column("version", BigInteger, nullable=False, comment="Of the DistributionScheduled applied."),
    Column("starts", DateTime(timezone=False), nullable=False, comment="Local time of the network."),
    Column("ends", DateTime(timezone=False), nullable=False),
    Column("place", Text, nullable=False),
)
"""When a centre hands its goods over, as scheduled: before it is, cycle_centres says what was announced."""

collections = Table(
    "collections",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("group_order_id", Uuid, nullable=False, index=True),
    Column("version", BigInteger, nullable=False, comment="Of the HouseholdOrderCollected applied."),
    Column("collected_at", DateTime(timezone=True), nullable=False),
)
