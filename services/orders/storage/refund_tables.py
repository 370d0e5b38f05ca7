"""Credit that was given back: handed out at a till, or by a transfer that is due until it is made."""

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, Uuid, text

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
    Column(
        "owed_cents",
        BigInteger,
        nullable=False,
        server_default=text("0"),
        comment="What the household's credit lacked of cash that it had been given already: it owes that.",
    ),
    CheckConstraint("means IN ('cash', 'transfer')", name="means_known"),
    CheckConstraint("amount_cents > 0", name="amount_positive"),
    CheckConstraint("(paid_at IS NULL) = (paid_transaction_id IS NULL)", name="paid_is_whole"),
    CheckConstraint("owed_cents BETWEEN 0 AND amount_cents", name="owed_in_it"),
)

late_refunds = Table(
    "late_refunds",
    metadata,
    Column("refund_id", Uuid, ForeignKey("refunds.id"), primary_key=True),
    Column(
        "taken_in",
        Uuid,
        ForeignKey("till_sessions.id"),
        nullable=False,
        comment="The session, closed when it arrived.",
    ),
)

Index("ix_refunds_household_id", refunds.c.household_id)
Index("ix_refunds_transaction_id", refunds.c.transaction_id)
Index("ix_refunds_due", refunds.c.asked_at, refunds.c.id, postgresql_where=refunds.c.paid_at.is_(None))
