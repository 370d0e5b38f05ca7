"""Membership fees that households paid."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Table, Uuid

from services.orders.storage.metadata import metadata

memberships = Table(
    "memberships",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device: sent twice, it is one fee."),
    Column("household_id", Uuid, nullable=False),
    Column("fee_cents", BigInteger, nullable=False),
    Column("until", Date, nullable=False, comment="The last day that it covers."),
    Column("transaction_id", Uuid, ForeignKey("ledger_transactions.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("fee_cents > 0", name="fee_positive"),
)

Index("ix_memberships_household_id", memberships.c.household_id)
