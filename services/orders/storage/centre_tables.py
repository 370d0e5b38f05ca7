"""The centres sociaux of the network, as registered here."""

from sqlalchemy import BigInteger, Boolean, Column, Table, Text

from services.orders.storage.metadata import metadata

centres = Table(
    "centres",
    metadata,
    Column("code", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("place", Text, nullable=False, comment="Where in the centre goods are fetched; may be empty."),
    Column("active", Boolean, nullable=False),
)
