"""Reading till sessions: what came in during each, and whether a closed one is as it was closed."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.domain.ledger import CHAIN_START
from services.orders.domain.till_sessions import counted_cents
from services.orders.storage.access_tables import users
from services.orders.storage.ledger_tables import ledger_transactions, tills
from services.orders.storage.payment_tables import payments
from services.orders.storage.till_session_rows import closed_session, expected_cash, last_count
from services.orders.storage.till_tables import till_sessions

_session, _booked, _opener, _closer = till_sessions.c, ledger_transactions.c, users.alias(), users.alias()


@dataclass(frozen=True, slots=True)
class Received:
    """What came in by one means: how many payments, and cents."""

    means: str
    payments: int
    amount_cents: int


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session as it stands; what closing says is none while it is open.

    ``expected_cents`` is what should be in the till now, or should have been when it was counted.
    """

    row: Row[Any]
    opened_by_name: str | None
    closed_by_name: str | None
    expected_cents: int
    received: tuple[Received, ...]


@dataclass(frozen=True, slots=True)
class TillNow:
    """A till: its open session, if one is, and how many transactions no session holds yet."""

    till: str
    session_id: UUID | None
    opened_at: Any
    opened_by_name: str | None
    without_session: int


async def find_till_session(engine: AsyncEngine, till: str, session_id: UUID) -> SessionView | None:
    """One session of a till: while it is open an X summary, then its Z."""
    found = await till_sessions_of(engine, till, _session.id == session_id, 0)
    return found[0] if found else None


async def sessions_page(engine: AsyncEngine, till: str, after: int, limit: int) -> list[SessionView]:
    """A till's sessions in their order, one more than the limit."""
    return await till_sessions_of(engine, till, _session.number > after, limit + 1)


async def till_sessions_of(
    engine: AsyncEngine, till: str, condition: ColumnElement[bool], limit: int
) -> list[SessionView]:
    """A till's sessions under a condition."""
    shown = (
        select(till_sessions, _opener.c.name.label("opener"), _closer.c.name.label("closer"))
        .outerjoin(_opener, _opener.c.id == _session.opened_by)
        .outerjoin(_closer, _closer.c.id == _session.closed_by)
        .where(_session.till == till, condition)
        .order_by(_session.number)
    )
    async with engine.connect() as connection:
        rows = (await connection.execute(shown.limit(limit) if limit else shown)).all()
        received = await _received(connection, [row.id for row in rows])
        now = await expected_cash(connection, till, await last_count(connection, till))
    return [
        SessionView(
            row, row.opener, row.closer, now if row.closed_at is None else row.expected_cents, received.get(row.id, ())
        )
        for row in rows
    ]


async def _received(connection: AsyncConnection, sessions: list[UUID]) -> dict[UUID, tuple[Received, ...]]:
    until = or_(_session.until_sequence.is_(None), _booked.till_sequence <= _session.until_sequence)
    within = and_(_booked.till == _session.till, _booked.till_sequence > _session.after_sequence, until)
    found = (
        select(_session.id, payments.c.means, func.count(), func.sum(payments.c.amount_cents))
        .join(ledger_transactions, within)
        .join(payments, payments.c.transaction_id == _booked.id)
        .where(_session.id.in_(sessions))
        .group_by(_session.id, payments.c.means)
        .order_by(payments.c.means)
    )
    received: dict[UUID, tuple[Received, ...]] = {}
    for session, means, number, cents in await connection.execute(found):
        received[session] = (*received.get(session, ()), Received(means, number, int(cents)))
    return received


async def tills_now(engine: AsyncEngine, centres: frozenset[str] | None) -> list[TillNow]:
    """Every till of these centres (``None``: all), those left open too."""
    closed = till_sessions.alias()
    ended = select(func.coalesce(func.max(closed.c.until_sequence), 0)).where(closed.c.till == tills.c.code)
    opened = and_(_session.till == tills.c.code, _session.closed_at.is_(None))
    since_then = tills.c.sequence - ended.scalar_subquery()
    found: Select[Any] = (
        select(tills.c.code, _session.id, _session.opened_at, _opener.c.name, since_then)
        .outerjoin(till_sessions, opened)
        .outerjoin(_opener, _opener.c.id == _session.opened_by)
        .where(tills.c.code != "")
        .order_by(tills.c.code)
    )
    if centres is not None:
        found = found.where(tills.c.code.in_(centres))
    async with engine.connect() as connection:
        rows = [TillNow(*row) for row in await connection.execute(found)]
    return [row if row.session_id is None else replace(row, without_session=0) for row in rows]


@dataclass(frozen=True, slots=True)
class BrokenSession:
    """The first session of a till that is not as it was closed."""

    till: str
    number: int


async def broken_sessions(connection: AsyncConnection) -> list[BrokenSession]:
    """Per till whose closed sessions, or what was booked in them, changed since: where that begins."""
    last = and_(_booked.till == _session.till, _booked.till_sequence == _session.until_sequence)
    found = (
        select(till_sessions, _booked.hash.label("booked_hash"))
        .outerjoin(ledger_transactions, last)
        .where(_session.closed_at.is_not(None))
        .order_by(_session.till, _session.number)
    )
    broken: dict[str, BrokenSession] = {}
    before: dict[str, tuple[int, bytes]] = {}
    for row in await connection.execute(found):
        number, seal = before.get(row.till, (0, CHAIN_START))
        session = closed_session(row)
        ends_in_chain = row.until_sequence == 0 or row.booked_hash == row.chain_head
        whole = row.number == number + 1 and row.seal == session.seal(seal) and ends_in_chain
        if not whole or row.counted_cents != counted_cents(session.pieces):
            broken.setdefault(row.till, BrokenSession(row.till, number + 1))
        before[row.till] = row.number, row.seal
    return list(broken.values())
