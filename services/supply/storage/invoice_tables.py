"""Suppliers' invoices as they are printed, what the coordinator decided of them, and credit notes.

Money is integer cents, quantities integer base units.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.supply.storage.metadata import metadata

supplier_invoices = Table(
    "supplier_invoices",
    metadata,
    Column("cycle", Text, ForeignKey("cycles.cycle"), primary_key=True),
    Column("supplier", Text, ForeignKey("suppliers.supplier"), primary_key=True),
    Column("number", Text, nullable=False, comment="As the supplier numbers it: entered once."),
    Column("invoiced_on", Date, nullable=False),
    Column("due_on", Date, comment="Null: none is printed."),
    Column("lines", JSONB, nullable=False, comment="Per product the quantity and price that are printed, or null."),
    Column("delivery_cents", BigInteger, nullable=False, comment="Excluding VAT."),
    Column("vat", JSONB, nullable=False, comment="Per rate, or one amount whose rate is null."),
    Column("total_cents", BigInteger, nullable=False, comment="VAT included."),
    Column("withdrawn_because", Text, comment="Why it counts no more; null: it counts."),
    Column("version", BigInteger, nullable=False, comment="Of SupplierInvoiceReceived."),
    Column("recorded_by", Uuid, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index(
        "uq_supplier_invoices_number",
        "supplier",
        "number",
        unique=True,
        postgresql_where=text("withdrawn_because IS NULL"),
    ),
)

invoice_decisions = Table(
    "invoice_decisions",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("supplier", Text, primary_key=True),
    Column("kind", Text, primary_key=True, comment="quantity, price, fee, vat or total."),
    Column("product", Text, primary_key=True, comment="Empty where the difference is of no product."),
    Column("expected", Text, nullable=False, comment="With printed: the figures decided on; others are asked again."),
    Column("printed", Text, nullable=False),
    Column("disputed", Boolean, nullable=False, comment="Else accepted: what is printed counts."),
    Column("reason", Text, nullable=False),
    Column("decided_by", Uuid, nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

credit_notes = Table(
    "credit_notes",
    metadata,
    Column("supplier", Text, ForeignKey("suppliers.supplier"), primary_key=True),
    Column("number", Text, primary_key=True, comment="As the supplier numbers it: entered once."),
    Column("cycle", Text, ForeignKey("cycles.cycle"), primary_key=True),
    Column("invoice", Text, nullable=False, comment="The number of the invoice that it lowers."),
    Column("noted_on", Date, nullable=False),
    Column("amount_cents", BigInteger, nullable=False, comment="Excluding VAT."),
    Column("vat_cents", BigInteger, nullable=False),
    Column("products", ARRAY(Text), nullable=False, comment="The lines it touches; none: all."),
    Column("reason", Text, nullable=False),
    Column("recorded_by", Uuid, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("withdrawn_because", Text, comment="Why it counts no more; null: it counts."),
    Column("withdrawn_by", Uuid),
    Column("withdrawn_at", DateTime(timezone=True)),
    Index("ix_credit_notes_cycle", "cycle", "supplier"),
    Index(
        "uq_credit_notes_number",
        "supplier",
        "number",
        unique=True,
        postgresql_where=text("withdrawn_because IS NULL"),
    ),
)
