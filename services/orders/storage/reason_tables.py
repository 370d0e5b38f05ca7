"""Why something was booked for a household, in words: beside the books, which are never rewritten, to be erased."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text, Uuid

from services.orders.storage.metadata import metadata

household_reasons = Table(
    "household_reasons",
    metadata,
    Column("transaction_id", Uuid, ForeignKey("ledger_transactions.id"), primary_key=True),
    Column("household_id", Uuid, nullable=False),
    Column("reason", Text, nullable=False),
)
"""Of a refund taken back, a debt given up, containers that are lost."""

Index("ix_household_reasons_household_id", household_reasons.c.household_id)
