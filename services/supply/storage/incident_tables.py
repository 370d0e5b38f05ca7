"""What happened to purchase orders after they were sent, and whom it touches."""

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, ForeignKey, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.supply.storage.metadata import metadata

incidents = Table(
    "incidents",
    metadata,
    Column("incident_id", Uuid, primary_key=True, comment="Made by who sent it: sent twice, it is one."),
    Column("number", Integer, ForeignKey("purchase_orders.number"), nullable=False, index=True),
    Column("cycle", Text, ForeignKey("cycles.cycle"), nullable=False, index=True),
    Column("supplier", Text, ForeignKey("suppliers.supplier"), nullable=False, index=True),
    Column("kind", Text, nullable=False, comment="What went wrong, such as cancelled."),
    Column("reason", Text, nullable=False),
    Column("asked", JSONB, nullable=False, comment="As it was sent, with the token of the proposal."),
    Column("consequences", JSONB, nullable=False, comment="As they were proposed and carried out."),
    Column("plan", Integer, comment="The plan that replaces what does not come; null: nothing is replaced."),
    Column("reported_by", Uuid, nullable=False, comment="The coordinator's user id."),
    Column("reported_at", DateTime(timezone=True), nullable=False),
)

incident_households = Table(
    "incident_households",
    metadata,
    Column("incident_id", Uuid, ForeignKey("incidents.incident_id"), primary_key=True),
    Column("order_id", Uuid, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("ordered", BigInteger, nullable=False),
    Column("expected", BigInteger, nullable=False, comment="As things stood; a settlement has the last word."),
    CheckConstraint("expected >= 0", name="expected_is_not_negative"),
    comment="What each household can be told.",
)
