"""The double-entry ledger: append-only, each transaction sums to zero, chained per till.

Debits are positive; what the network owes (household credit, held money, suppliers) is negative.
Triggers (ledger_triggers.py) refuse UPDATE, DELETE and TRUNCATE and check the sums at commit.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from services.orders.storage.metadata import metadata

NETWORK_TILL = ""
"""The till of what belongs to no centre. A centre's code is never empty, so it cannot clash."""

tills = Table(
    "tills",
    metadata,
    Column("code", Text, primary_key=True, comment="The centre's code; empty for the network's own."),
    Column("chain_head", LargeBinary, nullable=False, server_default=text("decode(repeat('00', 32), 'hex')")),
    Column("sequence", BigInteger, nullable=False, server_default=text("0"), comment="Transactions chained so far."),
    Column("sessions_closed", Integer, nullable=False, server_default=text("0"), comment="The last one's number."),
    Column("last_seal", LargeBinary, nullable=False, server_default=text("decode(repeat('00', 32), 'hex')")),
)

ledger_transactions = Table(
    "ledger_transactions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("sequence", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("by", Uuid, comment="The user who booked it, here or in supply; null: not known."),
    Column("what", Text, nullable=False, server_default=text("''"), comment="Nothing personal."),
    Column("cycle", Text),
    Column("order_id", Uuid),
    Column("till", Text, nullable=False),
    Column("till_sequence", BigInteger, nullable=False, comment="Its place in the till's chain, from 1."),
    Column("previous_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False, comment="SHA-256 of previous_hash and the canonical transaction."),
    UniqueConstraint("till", "till_sequence"),
)

Index("ix_ledger_transactions_cycle", ledger_transactions.c.cycle, ledger_transactions.c.sequence)
Index("ix_ledger_transactions_order_id", ledger_transactions.c.order_id)

ledger_entries = Table(
    "ledger_entries",
    metadata,
    Column("transaction_id", Uuid, ForeignKey("ledger_transactions.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("account", Text, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    CheckConstraint("amount_cents <> 0", name="amount_not_zero"),
)

Index("ix_ledger_entries_account", ledger_entries.c.account)

ledger_reversals = Table(
    "ledger_reversals",
    metadata,
    Column(
        "transaction_id",
        Uuid,
        ForeignKey("ledger_transactions.id"),
        primary_key=True,
        comment="What was taken back: once.",
    ),
    Column(
        "reversal_id",
        Uuid,
        ForeignKey("ledger_transactions.id"),
        nullable=False,
        unique=True,
        comment="Its counter-entry: who, when and why.",
    ),
)
