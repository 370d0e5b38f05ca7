"""Sessions begun and ended, in whose transaction ends them: their rows here, and the event that tells supply."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.session_tables import pins, sessions
from shared.contracts.users import SessionRevoked
from shared.kernel.clock import next_version
from shared.messaging import outbox
from shared.web.revocations import RevokedAccess


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that begins."""

    id: UUID
    user_id: UUID
    device: bytes
    label: str
    roles: Sequence[str]
    at: datetime
    ends: datetime


async def store_session(connection: AsyncConnection, begun: Begun) -> None:
    """Keep that it began."""
    row = {
        "id": begun.id,
        "user_id": begun.user_id,
        "device": begun.device,
        "label": begun.label,
        "roles": sorted(begun.roles),
        "began_at": begun.at,
        "seen_at": begun.at,
        "ends_at": begun.ends,
    }
    await connection.execute(insert(sessions), row)


async def lock_sessions(connection: AsyncConnection, which: ColumnElement[bool], now: datetime) -> list[Row[Any]]:
    """Those of these sessions that are open, locked in id order."""
    open_now = sessions.c.ended_at.is_(None) & (sessions.c.ends_at > now)
    found = select(sessions).where(which, open_now).order_by(sessions.c.id).with_for_update()
    return list(await connection.execute(found))


async def mark_ended(connection: AsyncConnection, which: ColumnElement[bool], now: datetime) -> None:
    """Note that these sessions ended now; their PINs are gone."""
    ending = update(sessions).where(which, sessions.c.ended_at.is_(None)).values(ended_at=now)
    ended = list(await connection.scalars(ending.returning(sessions.c.id)))
    await connection.execute(delete(pins).where(pins.c.session_id.in_(ended)))


async def end_locked(
    connection: AsyncConnection, revoked: RevokedAccess, found: Sequence[Row[Any]], now: datetime
) -> None:
    """End locked sessions one by one, in both services."""
    if not found:
        return
    await mark_ended(connection, sessions.c.id.in_([row.id for row in found]), now)
    version = next_version(0, now)
    events = [
        SessionRevoked(session_id=row.id, user_id=row.user_id, ends=row.ends_at, version=version) for row in found
    ]
    await revoked.apply(connection, events)
    await outbox.append(connection, events)
