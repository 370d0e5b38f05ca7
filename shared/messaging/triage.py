"""What people do with dead letters: look, replay once the cause is gone, discard."""

from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime

from aiokafka import ConsumerRecord
from sqlalchemy import MetaData, Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database import transaction
from shared.kernel.refusal import Refused
from shared.messaging.dead_letters import dead_letters_table, how_many_wait
from shared.messaging.guard import Guard

_dead_letters = dead_letters_table(MetaData())
_WAITING = _dead_letters.c.resolution.is_(None)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One message put aside. ``resolution`` is ``None`` while it waits; ``value`` once it does not."""

    id: int
    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]
    value: bytes | None
    type_name: str | None
    reason: str
    failed_at: datetime
    resolution: str | None

    @property
    def record(self) -> ConsumerRecord:
        """The record as it came from the broker."""
        return ConsumerRecord(
            topic=self.topic,
            partition=self.partition,
            offset=self.offset,
            timestamp=self.timestamp,
            timestamp_type=0,
            key=self.key,
            value=self.value,
            checksum=None,
            serialized_key_size=len(self.key or b""),
            serialized_value_size=len(self.value or b""),
            headers=self.headers,
        )


async def list_waiting(engine: AsyncEngine, *, after: int = 0, limit: int = 100) -> list[DeadLetter]:
    """Dead letters neither replayed nor discarded, oldest first."""
    statement = select(_dead_letters).where(_WAITING, _dead_letters.c.id > after).order_by(_dead_letters.c.id)
    async with engine.connect() as connection:
        return [_dead_letter(row) for row in await connection.execute(statement.limit(limit))]


async def count_waiting(engine: AsyncEngine) -> int:
    """How many dead letters wait."""
    async with engine.connect() as connection:
        return await how_many_wait(connection)


async def show(engine: AsyncEngine, number: int) -> DeadLetter:
    """One dead letter, whole.

    Raises:
        Refused: ``unknown_dead_letter``.
    """
    async with engine.connect() as connection:
        row = (await connection.execute(select(_dead_letters).where(_dead_letters.c.id == number))).one_or_none()
    if row is None:
        raise Refused("unknown_dead_letter", number=number)
    return _dead_letter(row)


async def replay(engine: AsyncEngine, guard: Guard, number: int) -> None:
    """Apply a waiting dead letter with the service's own handlers; it waits on when that fails.

    Raises:
        Refused: ``dead_letter_not_waiting``; or the handler refused it again.
        UndecodableError: it still is no event.
        Exception: what the handler raised.
    """
    async with transaction(engine) as connection:
        dead_letter = await _take(connection, number)
        await guard.apply_one(connection, dead_letter.record)
        await _resolve(connection, number, "replayed")


async def discard(engine: AsyncEngine, number: int) -> None:
    """Decide that a waiting dead letter will never be applied; it stays on record, what it said does not.

    Raises:
        Refused: ``dead_letter_not_waiting``.
    """
    async with transaction(engine) as connection:
        await _take(connection, number)
        await _resolve(connection, number, "discarded")


async def _take(connection: AsyncConnection, number: int) -> DeadLetter:
    statement = select(_dead_letters).where(_WAITING, _dead_letters.c.id == number).with_for_update()
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        raise Refused("dead_letter_not_waiting", number=number)
    return _dead_letter(row)


async def _resolve(connection: AsyncConnection, number: int, resolution: str) -> None:
    statement = update(_dead_letters).where(_dead_letters.c.id == number)
    await connection.execute(statement.values(resolution=resolution, resolved_at=func.now(), value=None))


def _dead_letter(row: Row[tuple[object, ...]]) -> DeadLetter:
    columns = row._mapping  # noqa: SLF001 - the public name of a row's columns by name
    headers = tuple((name, None if value is None else b64decode(value)) for name, value in columns["headers"])
    return DeadLetter(
        id=columns["id"],
        topic=columns["topic"],
        partition=columns["partition"],
        offset=columns["record_offset"],
        timestamp=columns["record_timestamp"],
        key=columns["key"],
        headers=headers,
        value=columns["value"],
        type_name=columns["type"],
        reason=columns["reason"],
        failed_at=columns["failed_at"],
        resolution=columns["resolution"],
    )
