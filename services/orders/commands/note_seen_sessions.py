"""Notes which sessions were seen, once a minute and not at each request, and forgets those that are long over."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.storage.access_tables import revoked_sessions
from services.orders.storage.session_tables import pins, sessions
from shared.database import retry
from shared.kernel.clock import Clock, system_clock
from shared.web.tokens import Session

KEPT = timedelta(days=30)
"""How long what is known of a session outlives it."""


class SeenSessions:
    """Those that a process saw since it last stored them; lost with it, they are a minute's knowledge."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._seen: set[UUID] = set()

    def note(self, session: Session) -> None:
        """This session asked for something."""
        if session.id is not None:
            self._seen.add(session.id)

    async def store(self, engine: AsyncEngine) -> None:
        """Store what was seen: called every minute."""
        seen, self._seen = self._seen, set()

        async def work(connection: AsyncConnection) -> None:
            await self._store(connection, seen)

        await retry(engine, work)

    async def _store(self, connection: AsyncConnection, seen: set[UUID]) -> None:
        now = self._clock()
        mine = select(sessions.c.id).where(sessions.c.id.in_(seen)).order_by(sessions.c.id).with_for_update()
        await connection.execute(update(sessions).where(sessions.c.id.in_(mine)).values(seen_at=now))
        over = select(sessions.c.id).where(sessions.c.ends_at < now)
        await connection.execute(delete(pins).where(pins.c.session_id.in_(over)))
        await connection.execute(delete(sessions).where(sessions.c.ends_at < now - KEPT))
        await connection.execute(delete(revoked_sessions).where(revoked_sessions.c.ends < now - KEPT))
