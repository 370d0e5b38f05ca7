"""Payments: money that came into a till or a bank account, and who brought it."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from services.orders.storage.metadata import metadata

payments = Table(
    "payments",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device: sent twice, it is booked once."),
    Column("payer_household_id", Uuid, nullable=False),
    Column("means", Text, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("till", Text, nullable=False),
    Column("order_ids", ARRAY(Uuid), nullable=False, comment="The orders it was brought for, the payer's or others'."),
    Column("transaction_id", Uuid, ForeignKey("ledger_transactions.id"), nullable=False),
    Column("not_before", Date, comment="Of a cheque: it is not banked before this day."),
    Column("received_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("means IN ('cash', 'cheque', 'card', 'transfer', 'credit')", name="means_known"),
    CheckConstraint("not_before IS NULL OR means = 'cheque'", name="only_a_cheque_waits"),
    CheckConstraint("amount_cents >= 0", name="amount_not_negative"),
)

Index("ix_payments_payer_household_id", payments.c.payer_household_id)
Index("ix_payments_transaction_id", payments.c.transaction_id)
