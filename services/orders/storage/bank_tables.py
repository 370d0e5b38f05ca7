"""Which payments the bank has: cheques that were deposited, transfers and cards seen on the statement."""

from sqlalchemy import Column, DateTime, ForeignKey, Index, Table, Uuid

from services.orders.storage.metadata import metadata

bank_receipts = Table(
    "bank_receipts",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device: sent twice, it is one receipt."),
    Column("transaction_id", Uuid, ForeignKey("ledger_transactions.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

banked_payments = Table(
    "banked_payments",
    metadata,
    Column("payment_id", Uuid, ForeignKey("payments.id"), primary_key=True, comment="Banked once."),
    Column("receipt_id", Uuid, ForeignKey("bank_receipts.id"), nullable=False),
)

Index("ix_banked_payments_receipt_id", banked_payments.c.receipt_id)
