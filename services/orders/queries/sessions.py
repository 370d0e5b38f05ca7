"""A user's sessions that are open."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.session_tables import sessions


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One session: what its device is called, since when, last seen to the minute, the roles it began with."""

    id: UUID
    device: str
    began_at: datetime
    seen_at: datetime
    ends_at: datetime
    roles: list[str]


async def open_sessions(engine: AsyncEngine, user_id: UUID, now: datetime) -> list[OpenSession]:
    """The last begun first."""
    c = sessions.c
    open_now = c.ended_at.is_(None) & (c.ends_at > now)
    columns = (c.id, c.label, c.began_at, c.seen_at, c.ends_at, c.roles)
    found = select(*columns).where(c.user_id == user_id, open_now).order_by(c.began_at.desc(), c.id.desc())
    async with engine.connect() as connection:
        return [OpenSession(*row) for row in await connection.execute(found)]
