"""Revoked access: which users' sessions ended before their time, known within a second everywhere.

The table is filled by orders' own command and, at supply, by ``AccessRevoked``. Each process
keeps its rows in memory, so that a request asks no database.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, DateTime, MetaData, Table, Uuid, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.contracts.event import Event
from shared.contracts.users import AccessRevoked
from shared.web.problems import Problem
from shared.web.tokens import Session, microseconds


def revoked_access_table(metadata: MetaData) -> Table:
    """The revoked access of a service: a row a user, the latest moment counts."""
    return Table(
        "revoked_access",
        metadata,
        Column("user_id", Uuid, primary_key=True),
        Column("before", DateTime(timezone=True), nullable=False),
    )


class RevokedAccess:
    """Applies revocations to a service's table and remembers them in this process."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._before: dict[UUID, datetime] | None = None

    def covers(self, session: Session) -> bool:
        """Whether this session was issued before its user's access was revoked.

        Raises:
            Problem: ``try_again`` (503): the table was not read yet, so nobody is let in.
        """
        if self._before is None:
            raise Problem("try_again", headers={"Retry-After": "1"})
        before = self._before.get(session.actor.user_id)
        return before is not None and session.issued_at <= microseconds(before)

    async def fault(self) -> str | None:
        """Why nobody is let in yet, for readiness; ``None`` once the table was read."""
        return "not read yet" if self._before is None else None

    async def apply(self, connection: AsyncConnection, events: Sequence[Event]) -> None:
        """Store revocations, set-based; the latest moment of a user wins, in whatever order they come."""
        latest: dict[UUID, datetime] = {}
        for event in events:
            if isinstance(event, AccessRevoked):
                latest[event.user_id] = max(event.before, latest.get(event.user_id, event.before))
        if not latest:
            return
        rows = [{"user_id": user, "before": latest[user]} for user in sorted(latest)]
        new = insert(self._table).values(rows)
        greatest = func.greatest(self._table.c.before, new.excluded.before)
        await connection.execute(new.on_conflict_do_update(index_elements=["user_id"], set_={"before": greatest}))

    async def refresh(self, engine: AsyncEngine) -> None:
        """Read the table again: called every second by each process."""
        async with engine.connect() as connection:
            rows = await connection.execute(select(self._table.c.user_id, self._table.c.before))
            self._before = {row.user_id: row.before for row in rows}
