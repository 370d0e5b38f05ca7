"""Till sessions: which part of a till's chain they cover, and what was counted. A closed one never changes.

Payments name no session: a session is the transactions between two counts of its till, so that each
payment is in exactly one and entry does no work for it. Only what was taken in an earlier one, and came late, is noted.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.orders.storage.metadata import metadata

till_sessions = Table(
    "till_sessions",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device."),
    Column("till", Text, ForeignKey("tills.code"), nullable=False),
    Column("number", Integer, nullable=False, comment="Counts the till's sessions, from 1."),
    Column("linked_to", Uuid, comment="The closed session that its payments came after; null: opened by counting."),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("opened_by", Uuid, comment="Null: opened by payments that came after the till was closed."),
    Column("float_cents", BigInteger, nullable=False, comment="Counted at its opening."),
    Column("after_sequence", BigInteger, nullable=False, comment="The till's last transaction before it."),
    Column("closed_at", DateTime(timezone=True)),
    Column("closed_by", Uuid),
    Column("until_sequence", BigInteger, comment="Its last transaction, a difference that was booked among them."),
    Column("chain_head", LargeBinary, comment="The hash of its last transaction."),
    Column("expected_cents", BigInteger, comment="What should have been in the till when it was counted."),
    Column("pieces", JSONB, comment="What was counted: [[denomination in cents, how many]], the largest first."),
    Column("counted_cents", BigInteger),
    Column("reason", Text, comment="Why it differs; empty where nothing does."),
    Column("seal", LargeBinary, comment="SHA-256 of the seal of the session before and of all that is above."),
    Column(
        "seal_version",
        SmallInteger,
        nullable=False,
        server_default=text("2"),
        comment="What the seal covers: 1 no payments, 2 each payment too.",
    ),
    Column("counted_with", Uuid, comment="Of a linked one: the session with whose count it ends."),
    UniqueConstraint("till", "number"),
    CheckConstraint(
        "(closed_at IS NULL) = (seal IS NULL) AND (closed_at IS NULL) = (counted_cents IS NULL)", name="closed_is_whole"
    ),
)

Index(
    "uq_till_sessions_one_open",
    till_sessions.c.till,
    unique=True,
    postgresql_where=till_sessions.c.closed_at.is_(None) & till_sessions.c.linked_to.is_(None),
)

late_payments = Table(
    "late_payments",
    metadata,
    Column("payment_id", Uuid, primary_key=True, comment="Noted before it is booked, if it ever is."),
    Column(
        "taken_in",
        Uuid,
        ForeignKey("till_sessions.id"),
        nullable=False,
        comment="The session, closed when it arrived.",
    ),
)
