"""Credit that was given back: handed out at a till, or by a transfer that is due until it is made."""

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, Uuid

from services.orders.storage.metadata import metadata

refunds = Table(
    "refunds",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device: sent twice, it is one refund."),
    Column("household_id", Uuid, nullable=False),
    Column("means", Text, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("till", Text, nullable=False),
    Column("transaction_id", Uuid, ForeignKey("ledger_transactions.id"), nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("paid_transaction_id", Uuid, ForeignKey("ledger_transactions.id"), comment="Null: a transfer still due."),
    Column("paid_at", DateTime(timezone=True)),
    CheckConstraint("means IN ('cash', 'transfer')", name="means_known"),
    CheckConstraint("amount_cents > 0", name="amount_positive"),
    CheckConstraint("(paid_at IS NULL) = (paid_transaction_id IS NULL)", name="paid_is_whole"),
)

Index("ix_refunds_household_id", refunds.c.household_id)
Index("ix_refunds_due", refunds.c.asked_at, refunds.c.id, postgresql_where=refunds.c.paid_at.is_(None))
