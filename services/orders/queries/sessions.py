"""Sessions that are open: a user's, and those one may come back to on a device."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.pins import WRONG_PINS
from services.orders.storage.access_tables import users
from services.orders.storage.session_tables import pins, sessions


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One session: what its device is called, since when, last seen to the minute, the roles it began with."""

    id: UUID
    device: str
    began_at: datetime
    seen_at: datetime
    ends_at: datetime
    roles: list[str]


@dataclass(frozen=True, slots=True)
class Returning:
    """Somebody who may come back to a device with a PIN; the name is personal."""

    user_id: UUID
    name: str
    ends_at: datetime


async def returning_to(engine: AsyncEngine, device: bytes, now: datetime) -> list[Returning]:
    """Who has a PIN on this device, by name."""
    c = sessions.c
    open_now = c.ended_at.is_(None) & (c.ends_at > now) & (pins.c.wrong < WRONG_PINS)
    found = (
        select(users.c.id, users.c.name, func.max(c.ends_at))
        .join_from(sessions, users, c.user_id == users.c.id)
        .join(pins, pins.c.session_id == c.id)
        .where(c.device == device, open_now)
        .group_by(users.c.id)
        .order_by(users.c.name, users.c.id)
    )
    async with engine.connect() as connection:
        return [Returning(*row) for row in await connection.execute(found)]


async def has_pin(engine: AsyncEngine, session_id: UUID | None) -> bool:
    """Whether somebody may come back to this session."""
    async with engine.connect() as connection:
        found = select(pins.c.session_id).where(pins.c.session_id == session_id)
        return await connection.scalar(found) is not None


async def open_sessions(engine: AsyncEngine, user_id: UUID, now: datetime) -> list[OpenSession]:
    """The last begun first."""
    c = sessions.c
    open_now = c.ended_at.is_(None) & (c.ends_at > now)
    columns = (c.id, c.label, c.began_at, c.seen_at, c.ends_at, c.roles)
    found = select(*columns).where(c.user_id == user_id, open_now).order_by(c.began_at.desc(), c.id.desc())
    async with engine.connect() as connection:
        return [OpenSession(*row) for row in await connection.execute(found)]
