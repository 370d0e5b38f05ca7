"""What households owe: payments that the bank refused, what was paid back of them, and what was given up."""

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, Uuid

from services.orders.storage.metadata import metadata

rejected_payments = Table(
    "rejected_payments",
    metadata,
    Column("payment_id", Uuid, ForeignKey("payments.id"), primary_key=True, comment="Rejected once."),
    Column("transaction_id", Uuid, ForeignKey("ledger_transactions.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("reason", Text, nullable=False),
)

repayments = Table(
    "repayments",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device: sent twice, it is one repayment."),
    Column("household_id", Uuid, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("transaction_id", Uuid, ForeignKey("ledger_transactions.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("amount_cents > 0", name="amount_positive"),
)

Index("ix_repayments_household_id", repayments.c.household_id)

debt_write_offs = Table(
    "debt_write_offs",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device: sent twice, it is one."),
    Column("household_id", Uuid, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("transaction_id", Uuid, ForeignKey("ledger_transactions.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("amount_cents > 0", name="amount_positive"),
)

Index("ix_debt_write_offs_household_id", debt_write_offs.c.household_id)
