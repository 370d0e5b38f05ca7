"""What of each lot of stock is booked beyond settlements: the newest that supply said of it."""

from sqlalchemy import BigInteger, Column, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from services.orders.storage.metadata import metadata

stock_adjustments = Table(
    "stock_adjustments",
    metadata,
    Column("product", Text, primary_key=True),
    Column("lot", Text, primary_key=True),
    Column("version", BigInteger, nullable=False, server_default=text("0"), comment="Of the StockAdjusted booked."),
    Column("booked", JSONB, nullable=False, server_default=text("'{}'"), comment="{cause: cents}, as in the ledger."),
)
