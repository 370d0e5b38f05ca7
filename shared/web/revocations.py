"""Revoked access: which sessions ended before their time, known within a second everywhere.

The tables are filled by orders' own commands and, at supply, by ``AccessRevoked`` (all that a user began until a
moment) and ``SessionRevoked`` (one session). Each process keeps their rows in memory, so that a request asks no
database.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, DateTime, MetaData, Table, Uuid, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.contracts.event import Event
from shared.contracts.users import AccessRevoked, SessionRevoked
from shared.kernel.clock import Clock, system_clock
from shared.web.problems import Problem
from shared.web.tokens import SKEW, Session, microseconds

_SESSIONS = "revoked_sessions"


def revoked_access_table(metadata: MetaData) -> Table:
    """The revoked access of a service, a row a user, the latest moment counts; with it, its revoked sessions."""
    Table(
        _SESSIONS,
        metadata,
        Column("session_id", Uuid, primary_key=True),
        Column(
            "ends", DateTime(timezone=True), nullable=False, index=True, comment="Its tokens are worth nothing after."
        ),
    )
    return Table(
        "revoked_access",
        metadata,
        Column("user_id", Uuid, primary_key=True),
        Column("before", DateTime(timezone=True), nullable=False),
    )


class RevokedAccess:
    """Applies revocations to a service's tables and remembers them in this process.

    Args:
        table: The service's ``revoked_access_table``.
        clock: Which sessions are over anyway.
    """

    def __init__(self, table: Table, clock: Clock = system_clock) -> None:
        self._table = table
        self._clock = clock
        self._sessions = table.metadata.tables[_SESSIONS]
        self._before: dict[UUID, datetime] | None = None
        self._ended: frozenset[UUID] = frozenset()

    def covers(self, session: Session) -> bool:
        """Whether this session was ended, or issued before its user's access was revoked.

        Raises:
            Problem: ``try_again`` (503): the tables were not read yet, so nobody is let in.
        """
        if self._before is None:
            raise Problem("try_again", headers={"Retry-After": "1"})
        if session.id in self._ended:
            return True
        before = self._before.get(session.actor.user_id)
        return before is not None and session.issued_at <= microseconds(before)

    async def fault(self) -> str | None:
        """Why nobody is let in yet, for readiness; ``None`` once the tables were read."""
        return "not read yet" if self._before is None else None

    async def apply(self, connection: AsyncConnection, events: Sequence[Event]) -> None:
        """Store revocations, set-based; the latest moment of a user wins, in whatever order they come."""
        await self._apply_users(connection, [event for event in events if isinstance(event, AccessRevoked)])
        ends = {event.session_id: event.ends for event in events if isinstance(event, SessionRevoked)}
        if ends:
            rows = [{"session_id": session, "ends": ends[session]} for session in sorted(ends)]
            await connection.execute(insert(self._sessions).values(rows).on_conflict_do_nothing())

    async def _apply_users(self, connection: AsyncConnection, events: Sequence[AccessRevoked]) -> None:
        latest: dict[UUID, datetime] = {}
        for event in events:
            latest[event.user_id] = max(event.before, latest.get(event.user_id, event.before))
        if not latest:
            return
        rows = [{"user_id": user, "before": latest[user]} for user in sorted(latest)]
        new = insert(self._table).values(rows)
        greatest = func.greatest(self._table.c.before, new.excluded.before)
        await connection.execute(new.on_conflict_do_update(index_elements=["user_id"], set_={"before": greatest}))

    async def refresh(self, engine: AsyncEngine) -> None:
        """Read the tables again: called every second by each process. Sessions that are over anyway are left out."""
        ended = select(self._sessions.c.session_id).where(self._sessions.c.ends > self._clock() - 2 * SKEW)
        async with engine.connect() as connection:
            self._ended = frozenset(await connection.scalars(ended))
            rows = await connection.execute(select(self._table.c.user_id, self._table.c.before))
            self._before = {row.user_id: row.before for row in rows}
