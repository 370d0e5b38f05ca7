"""Devices as operations see them: since when each has not been heard of, and how much it said waits on it.

A script says with each request which device asks (``static/device_says.js``). A process remembers what was said and
stores it once a minute, so that no request writes. Nothing here decides anything: a device says what it likes.

Isolation: READ COMMITTED; storing under an advisory lock, so that no two devices have one number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count
from typing import Any, Final
from urllib.parse import parse_qsl
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    Uuid,
    delete,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database import retry
from shared.database.locks import transaction_lock
from shared.kernel.clock import Clock, system_clock
from shared.web.tokens import Session

HEADER: Final = "VRAC-Device"
SILENT_AFTER: Final = timedelta(hours=48)
"""A device that was not heard of for longer may hold what nobody knows of: two days between afternoons are usual."""
KEPT: Final = timedelta(days=90)
"""How long a device is known that is never heard of again."""
MOST_AT_A_CENTRE: Final = 50
"""Who may make up devices makes up no more than these; a new one takes the place of the longest silent."""
MOST_WAITING: Final = 100_000
LONGEST_WAIT: Final = timedelta(days=366)
_LONGEST_CODE = 64


class DeviceKind(StrEnum):
    """What it looks like, as it says itself."""

    COMPUTER = "computer"
    PHONE = "phone"
    TABLET = "tablet"


@dataclass(frozen=True, slots=True)
class Said:
    """What a device says of itself: its own id, where it works, how much waits on it and for how long.

    How long is a difference of its own clock, which may be wrong by a day.
    """

    device: UUID
    centre: str
    kind: DeviceKind
    waiting: int
    waited: timedelta


def read(header: str) -> Said | None:
    """What the header says; ``None`` where it says nothing that could be meant."""
    try:
        told = dict(parse_qsl(header, keep_blank_values=True, strict_parsing=True, max_num_fields=5))
        waiting, waited = int(told["waiting"]), timedelta(seconds=int(told["waited"]))
        said = Said(UUID(told["id"]), told["centre"], DeviceKind(told["kind"]), waiting, waited)
    except (KeyError, ValueError, OverflowError):
        return None
    is_code = 0 < len(said.centre) <= _LONGEST_CODE and said.centre.isprintable()
    in_bounds = 0 <= waiting <= MOST_WAITING and timedelta(0) <= waited <= LONGEST_WAIT
    return said if is_code and in_bounds else None


def devices_table(metadata: MetaData) -> Table:
    """The devices of a service."""
    return Table(
        "devices",
        metadata,
        Column("id", Uuid, primary_key=True, comment="Made by the device, kept by its browser."),
        Column("number", Integer, nullable=False, unique=True, comment="By which people tell it from others."),
        Column("centre", Text, nullable=False, comment="Where it worked last, as it said."),
        Column("kind", Text, nullable=False),
        Column("user_id", Uuid, nullable=False, comment="Who used it last."),
        Column("seen_at", DateTime(timezone=True), nullable=False, comment="To the minute."),
        Column("waiting", Integer, nullable=False, comment="How much was not sent yet, as it said then."),
        Column("waiting_since", DateTime(timezone=True), comment="The oldest of that; null: nothing waited."),
        CheckConstraint("(waiting > 0) = (waiting_since IS NOT NULL)", name="waiting_since_something"),
    )


class SeenDevices:
    """Devices that a process heard of since it last stored them; lost with it, they are a minute's knowledge."""

    def __init__(self, table: Table, clock: Clock = system_clock) -> None:
        self._table = table
        self._clock = clock
        self._seen: dict[UUID, dict[str, Any]] = {}

    def note(self, session: Session, header: str) -> None:
        """A device of this session asked for something; what it says of another's centre is not heard."""
        said = read(header)
        if said is None or not session.actor.may_see(said.centre):
            return
        now = self._clock()
        self._seen[said.device] = {
            "id": said.device,
            "centre": said.centre,
            "kind": said.kind.value,
            "user_id": session.actor.user_id,
            "seen_at": now,
            "waiting": said.waiting,
            "waiting_since": now - said.waited if said.waiting else None,
        }

    async def store(self, engine: AsyncEngine) -> None:
        """Store what was heard since this was called last, every minute; forget the long silent and the too many."""
        seen, self._seen = self._seen, {}
        await retry(engine, lambda connection: self._store(connection, seen))

    async def _store(self, connection: AsyncConnection, seen: Mapping[UUID, dict[str, Any]]) -> None:
        await transaction_lock(connection, "devices")
        await connection.execute(delete(self._table).where(self._table.c.seen_at < self._clock() - KEPT))
        if rows := await self._numbered(connection, seen):
            await self._upsert(connection, rows)
            await connection.execute(delete(self._table).where(self._table.c.id.in_(self._too_many())))

    async def _numbered(self, connection: AsyncConnection, seen: Mapping[UUID, dict[str, Any]]) -> list[dict[str, Any]]:
        """Each with its number: the one that it has, or the next."""
        c = self._table.c
        known = {row.id: row.number for row in await connection.execute(select(c.id, c.number))}
        new = count(max(known.values(), default=0) + 1)
        return [{**told, "number": known.get(device) or next(new)} for device, told in seen.items()]

    def _too_many(self) -> Select[UUID]:
        """Those beyond what a centre may have: the longest silent, first where nothing waits as far as they said."""
        c = self._table.c
        last = (c.waiting > 0).desc(), c.seen_at.desc(), c.number.desc()
        placed = select(c.id, func.row_number().over(partition_by=c.centre, order_by=last).label("place")).subquery()
        return select(placed.c.id).where(placed.c.place > MOST_AT_A_CENTRE)

    async def _upsert(self, connection: AsyncConnection, rows: list[dict[str, Any]]) -> None:
        """Another process may have heard of a device later."""
        new = insert(self._table).values(rows)
        told = ("centre", "kind", "user_id", "seen_at", "waiting", "waiting_since")
        later = self._table.c.seen_at < new.excluded.seen_at
        changed = {name: new.excluded[name] for name in told}
        await connection.execute(new.on_conflict_do_update(index_elements=["id"], set_=changed, where=later))


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device: its number, where it works, who used it last where that is known; since when what waits on it.

    The name is personal.
    """

    id: UUID
    number: int
    kind: DeviceKind
    centre: str
    centre_name: str | None
    used_by: str | None
    seen_at: datetime
    waiting: int
    waiting_since: datetime | None
    silent: bool


@dataclass(frozen=True, slots=True)
class Devices:
    """The devices of a service, for those who look after them.

    Args:
        engine: Its database.
        table: Its ``devices_table``.
        names: Joins the name of a device's centre and of who used it last: two columns.
        clock: What time it is.
    """

    engine: AsyncEngine
    table: Table
    names: Select[Any]
    clock: Clock = system_clock

    async def known(self) -> list[KnownDevice]:
        """By centre, the longest silent first."""
        c = self.table.c
        its = (c.id, c.number, c.kind, c.centre, c.seen_at, c.waiting, c.waiting_since)
        found = self.names.add_columns(*its).order_by(c.centre, c.seen_at, c.number)
        since = self.clock() - SILENT_AFTER
        async with self.engine.connect() as connection:
            return [_known(row, since) for row in await connection.execute(found)]

    async def forget(self, device: UUID) -> bool:
        """Forget one that is gone, with what it said waits on it; whether it was known."""
        its = self.table.c.id

        async def work(connection: AsyncConnection) -> bool:
            gone = delete(self.table).where(its == device).returning(its)
            return await connection.scalar(gone) is not None

        return await retry(self.engine, work)


def _known(row: Any, since: datetime) -> KnownDevice:  # noqa: ANN401 - a row
    centre_name, used_by, device, number, kind, centre, seen_at, waiting, waiting_since = row
    silent = seen_at < since
    return KnownDevice(
        device, number, DeviceKind(kind), centre, centre_name, used_by, seen_at, waiting, waiting_since, silent
    )
