"""What orders told of its solidarity fund, for the report."""

from sqlalchemy import BigInteger, Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from services.supply.storage.metadata import metadata

cycle_solidarity = Table(
    "cycle_solidarity",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("version", BigInteger, nullable=False, comment="Of the SolidaritySettled applied."),
    Column("run", Integer, nullable=False, comment="The settlement run whose figures these are."),
    Column("reduced", JSONB(none_as_null=True), comment="{orders, cents, centres}, as heard; null: of too few."),
    Column("surcharges", JSONB(none_as_null=True), comment="{orders, cents, centres}, as heard; null: of too few."),
)
