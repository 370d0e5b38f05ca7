"""Households and the one balance that decides what they may order: their credit."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)

from services.orders.storage.metadata import metadata

households = Table(
    "households",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device that registered the household."),
    Column("number", Text, nullable=False, unique=True, comment="Member number: the only name the ledger knows."),
    Column("centre", Text, nullable=False),
    Column("label", Text, nullable=False, comment="Short label printed on the pick list. Personal: never logged."),
    Column("size", Integer, nullable=False),
    Column(
        "language",
        Text,
        nullable=False,
        server_default=text("'fr'"),
        comment="Of what it is given to read. Personal: in no event, no metric.",
    ),
    CheckConstraint("language IN ('fr', 'en', 'ar', 'tr')", name="language_known"),
    Column("version", BigInteger, nullable=False),
    Column(
        "credit_cents",
        BigInteger,
        nullable=False,
        server_default=text("0"),
        comment="Money of the household not held by an order. Minus its account household:<number>:credit.",
    ),
    Column(
        "owed_cents",
        BigInteger,
        nullable=False,
        server_default=text("0"),
        comment="Payments refused by the bank, cash beyond its credit: not paid back. household:<number>:receivable.",
    ),
    Column("member_until", Date, comment="Its yearly fee is paid until then; null: never."),
    Column("closed_at", DateTime(timezone=True), comment="It orders and pays no more; null: it is open."),
    Column("erased_at", DateTime(timezone=True), comment="Nothing names it any more; its number stays in the books."),
    CheckConstraint("erased_at IS NULL OR closed_at IS NOT NULL", name="erased_is_closed"),
    Column(
        "has_tariffs",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="Whether it ever had a tariff: its orders are then priced by household_tariffs.",
    ),
    CheckConstraint("owed_cents >= 0", name="owed_never_negative"),
    CheckConstraint("credit_cents >= 0", name="credit_never_negative"),
    CheckConstraint("size > 0", name="size_positive"),
)

Index("ix_households_centre_number", households.c.centre, households.c.number)
