"""Member numbers that devices hold, so that a household gets its number without a network."""

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Integer, Table, Text, Uuid

from services.orders.storage.metadata import metadata

number_blocks = Table(
    "number_blocks",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device: asked for twice, it is one block."),
    Column("centre", Text, nullable=False),
    Column("first", BigInteger, nullable=False, unique=True, comment="Its first number; written with six figures."),
    Column("size", Integer, nullable=False),
    Column("user_id", Uuid, nullable=False, comment="Who asked for it."),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("first > 0", name="first_positive"),
    CheckConstraint("size > 0", name="size_positive"),
)
