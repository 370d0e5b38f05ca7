"""Credit moved from a household to another."""

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, Uuid

from services.orders.storage.metadata import metadata

credit_moves = Table(
    "credit_moves",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device: sent twice, it is one move."),
    Column("from_household", Uuid, nullable=False),
    Column("to_household", Uuid, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("transaction_id", Uuid, ForeignKey("ledger_transactions.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("amount_cents > 0", name="amount_positive"),
)

Index("ix_credit_moves_from_household", credit_moves.c.from_household)
Index("ix_credit_moves_to_household", credit_moves.c.to_household)
