"""What suppliers brought to the warehouse: the one source of what a settlement counts as received.

Quantities are integer base units. A delivery is corrected by a new version and withdrawn by a state,
never deleted: each version stays as it was said.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.supply.storage.metadata import metadata

deliveries = Table(
    "deliveries",
    metadata,
    Column("delivery_id", Uuid, primary_key=True, comment="Made by the device: sent twice, it is one delivery."),
    Column("cycle", Text, ForeignKey("cycles.cycle"), nullable=False),
    Column("supplier", Text, ForeignKey("suppliers.supplier"), nullable=False),
    Column("note_number", Text, comment="Of the supplier's delivery note; null: none came with it."),
    Column("received_on", Date, comment="Null: the cycle's record of deliveries doesn't say."),
    Column("rest_as_ordered", Boolean, nullable=False, comment="Said by the cycle's record: unnamed came as ordered."),
    Column("state", Text, nullable=False, comment="received or withdrawn."),
    Column("version", Integer, nullable=False, comment="1, 2, …: a correction is the next."),
    Index("ix_deliveries_cycle", "cycle"),
    Index(
        "uq_deliveries_note",
        "supplier",
        "note_number",
        unique=True,
        postgresql_where=text("state = 'received'"),
    ),
    Index(
        "uq_deliveries_record",
        "cycle",
        "supplier",
        unique=True,
        postgresql_where=text("rest_as_ordered"),
    ),
)

delivery_lines = Table(
    "delivery_lines",
    metadata,
    Column("delivery_id", Uuid, ForeignKey("deliveries.delivery_id"), primary_key=True),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("product", Text, nullable=False),
    Column("received", BigInteger, nullable=False, comment="In a good state; 0: none of it."),
    Column("damaged", BigInteger, nullable=False, comment="Came, but is not counted as received."),
    Column("lot", Text),
    Column("best_before", Date),
    Column("note", Text),
    Column("short_dated_because", Text, comment="Why less than the promised time to its best-before date was taken."),
    Column("photo", Uuid, comment="Named here before its bytes arrive."),
    Column("invoiced_price", Numeric(12, 4), comment="As the cycle's record says; null: as ordered."),
    CheckConstraint("received >= 0", name="received_is_not_negative"),
    CheckConstraint("damaged >= 0", name="damaged_is_not_negative"),
    comment="Of the version in force.",
)

delivery_versions = Table(
    "delivery_versions",
    metadata,
    Column("delivery_id", Uuid, ForeignKey("deliveries.delivery_id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("said", JSONB, nullable=False, comment="The delivery as it was sent, or why it was withdrawn."),
    Column("recorded_by", Uuid, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

delivery_photos = Table(
    "delivery_photos",
    metadata,
    Column("photo", Uuid, primary_key=True),
    Column("delivery_id", Uuid, ForeignKey("deliveries.delivery_id"), nullable=False),
    Column("media_type", Text, nullable=False, comment="By what its bytes are, not by what they are said to be."),
    Column("content", LargeBinary, nullable=False),
    Column("recorded_by", Uuid, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

complete_orders = Table(
    "complete_orders",
    metadata,
    Column("number", Integer, ForeignKey("purchase_orders.number"), primary_key=True, autoincrement=False),
    Column("said_by", Uuid, nullable=False),
    Column("said_at", DateTime(timezone=True), nullable=False),
    comment="Purchase orders of which nothing more is awaited: what is missing was not received.",
)
