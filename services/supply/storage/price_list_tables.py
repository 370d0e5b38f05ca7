"""How each supplier's price list or catalogue is to be read."""

from sqlalchemy import Column, ForeignKey, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from services.supply.storage.metadata import metadata

price_list_columns = Table(
    "price_list_columns",
    metadata,
    Column("supplier", Text, ForeignKey("suppliers.supplier"), primary_key=True),
    Column("product_column", Text, nullable=False),
    Column("case_size_column", Text, nullable=False),
    Column("case_unit", Text, comment="kg, g, l, cl, ml or piece; null: each case size names its own."),
    Column("price_column", Text, nullable=False),
    Column("from_column", Text),
    Column("name_column", Text),
    Column("max_cases_column", Text),
    Column("basis", Text, nullable=False, comment="What the from column counts: quantity, households, participants."),
    Column("references", JSONB, nullable=False, comment="Our product code by the supplier's reference."),
    Column("price_per", Text, nullable=False, server_default=text("'unit'"), comment="unit or case."),
    comment="A column is named by its header in the supplier's file; null: the file has none.",
)

dfc_references = Table(
    "dfc_references",
    metadata,
    Column("supplier", Text, ForeignKey("suppliers.supplier"), primary_key=True),
    Column("dfc_id", Text, primary_key=True, comment="Of a SuppliedProduct in the supplier's catalogue."),
    Column("product", Text, ForeignKey("products.product"), nullable=False),
    comment="Which product of ours each product of a Data Food Consortium catalogue is.",
)
