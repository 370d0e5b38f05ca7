"""Messages that can't be applied: kept whole, with the reason, until someone replays or discards them."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB


def dead_letters_table(metadata: MetaData) -> Table:
    """The dead letters of one service's database.

    A record is known by topic, partition, offset and its own timestamp: a redelivery is the same
    row, while a broker that lost its data and counts from zero again makes new ones. ``headers``
    is a list of ``[name, base64 or null]``; ``resolution`` is null, ``replayed`` or ``discarded``.
    """
    table = Table(
        "dead_letters",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("topic", Text, nullable=False),
        Column("partition", Integer, nullable=False),
        Column("record_offset", BigInteger, nullable=False),
        Column("record_timestamp", BigInteger, nullable=False, comment="Milliseconds since 1970, from the broker"),
        Column("key", LargeBinary),
        Column("headers", JSONB, nullable=False),
        Column("value", LargeBinary),
        Column("type", Text, comment="The CloudEvents type where it could be read"),
        Column("reason", Text, nullable=False),
        Column("failed_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("resolution", Text),
        Column("resolved_at", DateTime(timezone=True)),
        UniqueConstraint("topic", "partition", "record_offset", "record_timestamp"),
    )
    Index("ix_dead_letters_waiting", table.c.id, postgresql_where=table.c.resolution.is_(None))
    return table
