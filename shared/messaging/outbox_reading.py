"""The relay's four statements on the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import MetaData, bindparam, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.messaging.outbox import outbox_table

Key = tuple[str, str]
"""Topic and key: one aggregate's events."""

_TRIMMED_AT_ONCE = 5_000

_outbox = outbox_table(MetaData())


class OutboxRow(NamedTuple):
    """One event to publish."""

    sequence: int
    id: UUID
    topic: str
    key: str
    type: str
    headers: dict[str, str]
    payload: bytes
    created_at: datetime


_UNPUBLISHED = (
    select(*(_outbox.c[name] for name in OutboxRow._fields))
    .where(_outbox.c.published_at.is_(None))
    .order_by(_outbox.c.sequence)
)
_MARK = (
    update(_outbox)
    .where(_outbox.c.sequence == func.any(bindparam("sequences", type_=ARRAY(BIGINT))))
    .values(published_at=func.now())
)
_MEASURE = select(
    func.count(),
    func.coalesce(func.extract("epoch", func.clock_timestamp() - func.min(_outbox.c.created_at)), 0),
).where(_outbox.c.published_at.is_(None))


async def unpublished(connection: AsyncConnection, limit: int, skipped: Sequence[Key]) -> list[OutboxRow]:
    """The next rows by sequence, without those of the ``skipped`` keys."""
    statement = _UNPUBLISHED.limit(limit)
    if skipped:
        statement = statement.where(tuple_(_outbox.c.topic, _outbox.c.key).not_in(skipped))
    return [OutboxRow._make(row) for row in await connection.execute(statement)]


async def mark_published(connection: AsyncConnection, rows: Sequence[OutboxRow]) -> None:
    """Stamp rows that the broker acknowledged."""
    if rows:
        await connection.execute(_MARK, {"sequences": [row.sequence for row in rows]})


async def measure(connection: AsyncConnection) -> tuple[int, float]:
    """How many rows wait, and the age in seconds of the oldest."""
    rows, age = (await connection.execute(_MEASURE)).one()
    return int(rows), float(age)


async def trim(connection: AsyncConnection, keep_seconds: float) -> None:
    """Delete some of the rows published longer ago than ``keep_seconds``."""
    before = func.now() - func.make_interval(0, 0, 0, 0, 0, 0, keep_seconds)
    old = select(_outbox.c.sequence).where(_outbox.c.published_at < before).limit(_TRIMMED_AT_ONCE)
    await connection.execute(delete(_outbox).where(_outbox.c.sequence.in_(old)))
