"""Messages that can't be applied: kept whole until someone replays or discards them; the reason is kept for good."""

from base64 import b64encode

from aiokafka import ConsumerRecord
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
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection


def dead_letters_table(metadata: MetaData) -> Table:
    """The dead letters of one service's database.

    A record is known by topic, partition, offset and its own timestamp: a redelivery is the same
    row, while a broker that lost its data and counts from zero again makes new ones. ``headers``
    is a list of ``[name, base64 or null]``; ``resolution`` is null, ``replayed`` or ``discarded``.
    ``value`` is null once it is resolved: an order's message names its household.
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


_dead_letters = dead_letters_table(MetaData())


async def put_aside(connection: AsyncConnection, record: ConsumerRecord, reason: str, type_name: str | None) -> None:
    """Keep a record that can't be applied, in the caller's transaction; a redelivery changes nothing."""
    row = {
        "topic": record.topic,
        "partition": record.partition,
        "record_offset": record.offset,
        "record_timestamp": record.timestamp,
        "key": record.key,
        "headers": [
            [_storable(name), None if value is None else b64encode(value).decode()] for name, value in record.headers
        ],
        "value": record.value,
        "type": _storable(type_name),
        "reason": _storable(reason),
    }
    await connection.execute(insert(_dead_letters).values(row).on_conflict_do_nothing())


async def how_many_wait(connection: AsyncConnection) -> int:
    """How many dead letters are neither replayed nor discarded."""
    waiting = select(func.count()).select_from(_dead_letters).where(_dead_letters.c.resolution.is_(None))
    return int(await connection.scalar(waiting) or 0)


def _storable(text: str | None) -> str | None:
    """PostgreSQL's text has no NUL and no lone surrogate; a hostile header may."""
    return text and text.replace("\x00", "\ufffd").encode(errors="replace").decode()
