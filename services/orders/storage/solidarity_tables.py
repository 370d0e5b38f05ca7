"""The solidarity fund: one balance that decides what it may still hold, and what came into it."""

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, ForeignKey, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.orders.storage.metadata import metadata

solidarity_fund = Table(
    "solidarity_fund",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="Always 1: there is one fund."),
    Column(
        "balance_cents",
        BigInteger,
        nullable=False,
        comment="What no order holds of it. Minus its account solidarity:fund.",
    ),
    CheckConstraint("id = 1", name="only_one"),
    CheckConstraint("balance_cents >= 0", name="never_overdrawn"),
)

solidarity_receipts = Table(
    "solidarity_receipts",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device: sent twice, it is one receipt."),
    Column("amount_cents", BigInteger, nullable=False),
    Column("means", Text, nullable=False),
    Column("centre", Text, comment="Whose till the cash lies in; null: the bank has it."),
    Column("received_from", Text, nullable=False, comment="Who gave it, as a code; nothing personal."),
    Column("transaction_id", Uuid, ForeignKey("ledger_transactions.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("amount_cents > 0", name="amount_positive"),
    CheckConstraint("means IN ('cash', 'cheque', 'card', 'transfer')", name="means_known"),
    CheckConstraint("(means = 'cash') = (centre IS NOT NULL)", name="cash_lies_in_a_till"),
)

told_solidarity = Table(
    "told_solidarity",
    metadata,
    Column("cycle", Text, primary_key=True),
    Column("version", BigInteger, nullable=False, comment="Of the SolidaritySettled said."),
    Column("run", Integer, nullable=False, comment="The settlement run whose figures were said."),
    Column("reduced", JSONB(none_as_null=True), comment="As it was said; null: of too few orders."),
    Column("surcharges", JSONB(none_as_null=True), comment="As it was said; null: of too few orders."),
    comment="What supply was told of the fund, a cycle each: sums of five orders at least.",
)
