"""Linked sessions, with the till locked: open from what comes after a closing until the next count."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.ledger_tables import ledger_transactions
from services.orders.storage.till_session_parts import late_since
from services.orders.storage.till_session_rows import LastCount, insert_open, last_count, open_session, since
from services.orders.storage.till_tables import till_sessions
from shared.kernel.ids import uuid7

_session = till_sessions.c


async def open_linked(connection: AsyncConnection, till: str) -> list[Row[Any]]:
    """A till's linked sessions that are open, in their order."""
    found = select(till_sessions).where(
        _session.till == till, _session.closed_at.is_(None), _session.linked_to.is_not(None)
    )
    return list((await connection.execute(found.order_by(_session.number))).all())


async def link_late(connection: AsyncConnection, till: str, now: datetime) -> None:
    """Open the linked sessions of what came late since the last count, where they are not open."""
    last = await last_count(connection, till)
    late = await late_since(connection, till, last.until_sequence)
    if not late:
        return
    session = await open_session(connection, till)
    host = await link_what_came_since(connection, till, last) if session is None else session.id
    has = {one.linked_to for one in await open_linked(connection, till)}
    for taken_in in [one for one in late if one not in has]:
        await insert_open(
            connection,
            id=uuid7(),
            till=till,
            number=await _next_number(connection, till),
            linked_to=taken_in,
            counted_with=host,
            opened_at=now,
            float_cents=0,
            after_sequence=last.until_sequence,
        )


async def link_what_came_since(connection: AsyncConnection, till: str, last: LastCount) -> UUID:
    """The linked session of all that is booked while the till is closed, opened if it isn't."""
    for one in await open_linked(connection, till):
        if one.counted_with is None:
            return UUID(str(one.id))
    booked, linked = ledger_transactions.c, uuid7()
    first = select(booked.at).where(since(till, last.until_sequence)).order_by(booked.till_sequence).limit(1)
    await insert_open(
        connection,
        id=linked,
        till=till,
        number=await _next_number(connection, till),
        linked_to=last.id,
        opened_at=await connection.scalar(first),
        float_cents=last.counted_cents,
        after_sequence=last.until_sequence,
    )
    return linked


async def _next_number(connection: AsyncConnection, till: str) -> int:
    numbers = select(func.coalesce(func.max(_session.number), 0)).where(_session.till == till)
    return int(await connection.scalar(numbers) or 0) + 1
