"""Returnable packaging: what a container's deposit is, and what households took and brought back."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)

from services.orders.storage.metadata import metadata

containers = Table(
    "containers",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("deposit_cents", BigInteger, nullable=False, comment="Of one; it stays while any household has one."),
    CheckConstraint("deposit_cents > 0", name="deposit_positive"),
)

deposits = Table(
    "deposits",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device: sent twice, it is one."),
    Column("household_id", Uuid, nullable=False),
    Column("container", Text, ForeignKey("containers.code"), nullable=False),
    Column("number", Integer, nullable=False, comment="Taken; negative: brought back, or lost."),
    Column("amount_cents", BigInteger, nullable=False, comment="Paid from its credit; negative: given to it, or kept."),
    Column("transaction_id", Uuid, ForeignKey("ledger_transactions.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column(
        "are_lost",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="They will not come back: the network keeps their deposit.",
    ),
    CheckConstraint("number <> 0", name="number_not_zero"),
    CheckConstraint("number < 0 OR NOT are_lost", name="lost_were_taken"),
)

Index("ix_deposits_household_id", deposits.c.household_id, deposits.c.container)
Index("ix_deposits_container", deposits.c.container)
