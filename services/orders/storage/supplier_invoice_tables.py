"""Suppliers' invoices as supply received them: what is to be paid by when. What is owed stands in the ledger."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Table, Text

from services.orders.storage.metadata import metadata

supplier_invoices = Table(
    "supplier_invoices",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("supplier", Text, primary_key=True),
    Column("version", BigInteger, nullable=False, comment="Of the SupplierInvoiceReceived applied."),
    Column("number", Text, nullable=False, comment="As the supplier numbers it."),
    Column("due_on", Date, comment="Null: nothing is printed."),
    Column("total_cents", BigInteger, nullable=False, comment="VAT included."),
    Column("withdrawn", Boolean, nullable=False),
)
