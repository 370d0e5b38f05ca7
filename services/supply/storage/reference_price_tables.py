"""What the shops nearby ask, from which day on."""

from sqlalchemy import BigInteger, Column, Date, DateTime, ForeignKey, Table, Text, Uuid, func

from services.supply.storage.metadata import metadata

reference_prices = Table(
    "reference_prices",
    metadata,
    Column("product", Text, ForeignKey("products.product"), primary_key=True),
    Column("from_date", Date, primary_key=True, comment="In force from this day until the next one's."),
    Column("price_cents", BigInteger, nullable=False, comment="Per display unit, VAT included."),
    Column("source", Text, nullable=False, comment="Where it was seen."),
    Column("kept_by", Uuid, nullable=False),
    Column("kept_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    comment="None is deleted: a report counts with the price in force on its cycle's distribution day.",
)
