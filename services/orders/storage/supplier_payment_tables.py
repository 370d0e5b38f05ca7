"""What was paid to suppliers."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Table, Text, Uuid

from services.orders.storage.metadata import metadata

supplier_payments = Table(
    "supplier_payments",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device: sent twice, it is one payment."),
    Column("supplier", Text, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("paid_on", Date, nullable=False, comment="When the bank made the transfer."),
    Column("transaction_id", Uuid, ForeignKey("ledger_transactions.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("amount_cents > 0", name="amount_positive"),
)

Index("ix_supplier_payments_supplier", supplier_payments.c.supplier)
