"""How stock moves: an append-only list of movements, of which each lot's row is the balance in the warehouse."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKeyConstraint, Identity, Index, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.supply.storage.metadata import metadata

stock_movements = Table(
    "stock_movements",
    metadata,
    Column("movement", BigInteger, Identity(always=True), primary_key=True),
    Column("product", Text, nullable=False),
    Column("lot", Text, nullable=False),
    Column("centre", Text, comment="Where it stands; null: the warehouse."),
    Column("quantity", BigInteger, nullable=False, comment="Base units in; negative: out."),
    Column("value_cents", BigInteger, nullable=False),
    Column("kind", Text, nullable=False, comment="entered, counted, lost, transferred, sold or settled."),
    Column("operation_id", Uuid, index=True, comment="The count, loss, transfer, sale or group order, if any."),
    Column("cycle", Text, comment="The cycle that was settled, or on whose day it moved."),
    Column("reason", Text),
    Column("moved_by", Uuid, comment="Null: sold, or what lay there when movements began."),
    Column("moved_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["product", "lot"], ["stock_lots.product", "stock_lots.lot"]),
    Index(None, "product", "lot"),
    comment="Rows are added, never changed.",
)

stock_operations = Table(
    "stock_operations",
    metadata,
    Column("operation_id", Uuid, primary_key=True),
    Column("asked", JSONB, nullable=False),
    Column("answer", JSONB, nullable=False),
    comment="Counts, losses and transfers as they were sent and answered: sent again, the answer is the same.",
)
