"""A cycle as the coordinator prepares it, and as it was published when it opened."""

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, ForeignKey, Integer, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.supply.storage.metadata import metadata

cycles = Table(
    "cycles",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("opens", Date, nullable=False),
    Column("closes", Date, nullable=False),
    Column("delivery", Date, nullable=False),
    Column("distribution", Date, nullable=False),
    Column("shortage_penalty", Numeric(12, 4), nullable=False, comment="Times the ceiling of what is missing."),
    Column("max_surplus_basis_points", Integer, nullable=False),
    Column("max_stock_cents", BigInteger, comment="Null: no limit on the surplus bought."),
    Column("delivery_vat_basis_points", Integer, nullable=False),
    Column("state", Text, nullable=False, comment="draft, open, closing, settled or archived."),
    Column("version", BigInteger, nullable=False, comment="Of the last event about the cycle; 0 in draft."),
    Column("opened_version", BigInteger, comment="Of CycleOpened."),
    Column("revised_version", BigInteger, comment="Of the last CatalogueRevised."),
    Column("closing_version", BigInteger, comment="Of CycleClosing."),
)

cycle_centres = Table(
    "cycle_centres",
    metadata,
    Column("cycle", Text, ForeignKey("cycles.cycle", ondelete="CASCADE"), primary_key=True),
    Column("centre", Text, primary_key=True),
    Column("closes", DateTime, comment="Null: the cycle's day."),
    Column("distribution_starts", DateTime, comment="Local time; never null once the cycle is open."),
    Column("distribution_ends", DateTime, comment="Local time; never null once the cycle is open."),
    Column("place", Text, nullable=False),
    Column(
        "scheduled_version",
        BigInteger,
        comment="Of DistributionScheduled; null while the cycle is a draft and for a centre that takes no part.",
    ),
)

cycle_products = Table(
    "cycle_products",
    metadata,
    Column("cycle", Text, ForeignKey("cycles.cycle", ondelete="CASCADE"), primary_key=True),
    Column("product", Text, ForeignKey("products.product"), primary_key=True),
    Column("ceiling_price_cents", BigInteger, nullable=False, comment="Per display unit, VAT and delivery included."),
    Column("on_sale", Boolean, nullable=False),
    Column("entry", JSONB, comment="The CatalogueEntry as published; null in draft."),
    Column("unit", Text, comment="As the product was when it went on sale, like all below; null in draft."),
    Column("step", BigInteger),
    Column("vat_basis_points", Integer),
    Column("shelf_days", Integer),
    Column("surplus_loss_basis_points", Integer),
    Column("shortage_policy", Text),
    Column("at_most", BigInteger, comment="Base units there are at most, as published; null: as many as wanted."),
    Column("limited_version", BigInteger, comment="Of the last ProductLimited; null: there never was a limit."),
)

FROZEN_TERMS = ("unit", "step", "vat_basis_points", "shelf_days", "surplus_loss_basis_points", "shortage_policy")
"""What planning and settling read of a product: whoever edits the product changes the next cycle, not this one."""
