"""What a household wants in every cycle, as it was kept at the order table. No order: one counts when it is paid."""

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, ForeignKey, Table, Text, Uuid

from services.orders.storage.metadata import metadata

recurring_orders = Table(
    "recurring_orders",
    metadata,
    Column("household_id", Uuid, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True, comment="Made by the device: sent twice, it is one."),
    Column("kept_at", DateTime(timezone=True), nullable=False),
)
"""The last one of each household; one without lines was given up, and stays: the next one must name it."""

recurring_order_lines = Table(
    "recurring_order_lines",
    metadata,
    Column("household_id", Uuid, ForeignKey("recurring_orders.household_id"), primary_key=True),
    Column("product", Text, primary_key=True),
    Column("name", Text, nullable=False, comment="As it was sold then: a later cycle may not offer it."),
    Column("unit", Text, nullable=False, comment="Whose base units the quantity counts."),
    Column("quantity", BigInteger, nullable=False, comment="Base units."),
    CheckConstraint("quantity > 0", name="quantity_positive"),
)
