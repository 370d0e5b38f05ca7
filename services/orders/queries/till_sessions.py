"""Reading till sessions: what came in during each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, false, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.domain.ledger import Means, TransactionKind
from services.orders.storage.access_tables import users
from services.orders.storage.household_tables import households
from services.orders.storage.ledger_tables import ledger_entries, ledger_transactions, tills
from services.orders.storage.payment_tables import payments
from services.orders.storage.till_session_parts import in_part, within
from services.orders.storage.till_session_rows import expected_cash, last_count, since
from services.orders.storage.till_tables import till_sessions

_session, _booked, _opener, _closer = till_sessions.c, ledger_transactions.c, users.alias(), users.alias()


@dataclass(frozen=True, slots=True)
class Received:
    """What came in by one means: how many payments, and cents."""

    means: str
    payments: int
    amount_cents: int


@dataclass(frozen=True, slots=True)
class CountedPieces:
    """How many notes or coins of one denomination."""

    denomination_cents: int
    number: int


@dataclass(frozen=True, slots=True)
class TillSession:
    """A session as it stands; open, it is an X summary, closed its Z, and what closing says is none before.

    Args:
        session_id: Made by the device that opened it.
        till: The centre's code.
        number: Counts the till's sessions, from 1.
        linked_to: The closed session that its payments came after.
        counted_with: Of a linked one: the session with which its cash is counted, so that it has no count of its own.
        opened_at: When it was opened.
        opened_by_name: By whom; none: by payments that came after the till was closed.
        float_cents: Counted at its opening.
        received: What came in, by means; credit brings nothing in.
        given_back_cents: Refunds handed out in cash.
        carried_cents: Cash carried in from the bank or another till; negative: carried out.
        donated_cents: Cash for the solidarity fund.
        late_cents: Cash that came late of earlier sessions and is in linked ones; negative: theirs, counted here.
        expected_cents: Cash that should be in the till now, or should have been when it was counted.
        closed_at: When it was closed.
        closed_by_name: By whom.
        pieces: What was counted.
        counted_cents: What that comes to.
        difference_cents: Counted beyond what was expected.
        reason: Why it differs.
    """

    session_id: UUID
    till: str
    number: int
    linked_to: UUID | None
    counted_with: UUID | None
    opened_at: datetime
    opened_by_name: str | None
    float_cents: int
    received: list[Received]
    given_back_cents: int
    carried_cents: int
    donated_cents: int
    late_cents: int
    expected_cents: int
    closed_at: datetime | None
    closed_by_name: str | None
    pieces: list[CountedPieces]
    counted_cents: int | None
    difference_cents: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class SessionCheque:
    """A cheque that came in during a session, and from which day on it may be banked."""

    payment_id: UUID
    payer_number: str
    label: str
    amount_cents: int
    not_before: date | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class TillNow:
    """A till: its open session, if one is, how many transactions came since it was closed, and what should be in it."""

    till: str
    session_id: UUID | None
    opened_at: datetime | None
    opened_by_name: str | None
    without_session: int
    expected_cents: int


async def find_till_session(engine: AsyncEngine, till: str, session_id: UUID) -> TillSession | None:
    """One session of a till."""
    found = await _sessions(engine, _shown(till).where(_session.id == session_id))
    return found[0] if found else None


async def till_sessions_after(engine: AsyncEngine, till: str, after: int, limit: int) -> list[TillSession]:
    """At most ``limit`` sessions of a till whose number is above ``after``, in their order."""
    return await _sessions(engine, _shown(till).where(_session.number > after).limit(limit))


async def latest_till_sessions(engine: AsyncEngine, till: str, before: int, limit: int) -> list[TillSession]:
    """At most ``limit`` sessions of a till whose number is below ``before``, the latest first."""
    latest = select(_session.number).where(_session.till == till, _session.number < before)
    numbers = latest.order_by(_session.number.desc()).limit(limit)
    found = await _sessions(engine, _shown(till).where(_session.number.in_(numbers.scalar_subquery())))
    return found[::-1]


def _shown(till: str) -> Select[Any]:
    return (
        select(till_sessions, _opener.c.name.label("opener"), _closer.c.name.label("closer"))
        .outerjoin(_opener, _opener.c.id == _session.opened_by)
        .outerjoin(_closer, _closer.c.id == _session.closed_by)
        .where(_session.till == till)
        .order_by(_session.number)
    )


async def _sessions(engine: AsyncEngine, shown: Select[Any]) -> list[TillSession]:
    """All read in one snapshot, so that a closing in between doesn't tear a summary."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        rows = (await connection.execute(shown)).all()
        those = _those(rows)
        received, moved = await _received(connection, those), await _moved(connection, those)
        late = await _late(connection, those)
        expected = {row.id: row.expected_cents or 0 for row in rows}
        for row in rows:
            if row.closed_at is None and row.counted_with is None:
                expected[row.id] = await expected_cash(connection, row.till, await last_count(connection, row.till))
    return [
        _session_of(row, received.get(row.id, []), moved.get(row.id, {}), late.get(row.id, 0), expected[row.id])
        for row in rows
    ]


def _those(rows: Sequence[Row[Any]]) -> ColumnElement[bool]:
    """These sessions of one till, and the part of its chain that they lie in: by number, for the index to go by."""
    if not rows:
        return false()
    ends = [row.until_sequence for row in rows]
    until = None if None in ends else max(ends)
    part = since(rows[0].till, min(row.after_sequence for row in rows), until)
    return and_(_session.id.in_([row.id for row in rows]), part)


def _session_of(
    row: Row[Any], received: list[Received], moved: Mapping[str, int], late_cents: int, expected_cents: int
) -> TillSession:
    return TillSession(
        session_id=row.id,
        till=row.till,
        number=row.number,
        linked_to=row.linked_to,
        counted_with=row.counted_with,
        opened_at=row.opened_at,
        opened_by_name=row.opener,
        float_cents=row.float_cents,
        received=received,
        given_back_cents=-moved.get(TransactionKind.REFUND, 0),
        carried_cents=moved.get(TransactionKind.CASH_GIVEN, 0) + moved.get(TransactionKind.CASH_RECEIVED, 0),
        donated_cents=moved.get(TransactionKind.SOLIDARITY, 0),
        late_cents=late_cents,
        expected_cents=expected_cents,
        closed_at=row.closed_at,
        closed_by_name=row.closer,
        pieces=[CountedPieces(*pieces) for pieces in row.pieces or ()],
        counted_cents=row.counted_cents,
        difference_cents=None if row.counted_cents is None else row.counted_cents - expected_cents,
        reason=row.reason,
    )


async def _received(connection: AsyncConnection, those: ColumnElement[bool]) -> dict[UUID, list[Received]]:
    found = (
        select(_session.id, payments.c.means, func.count(), func.sum(payments.c.amount_cents))
        .select_from(till_sessions)
        .join(ledger_transactions, within())
        .join(payments, payments.c.transaction_id == _booked.id)
        .where(those, payments.c.means != Means.CREDIT)
        .group_by(_session.id, payments.c.means)
        .order_by(payments.c.means)
    )
    received: dict[UUID, list[Received]] = {}
    for session, means, number, cents in await connection.execute(found):
        received.setdefault(session, []).append(Received(means, number, int(cents)))
    return received


async def _moved(connection: AsyncConnection, those: ColumnElement[bool]) -> dict[UUID, dict[str, int]]:
    """What came into the cash or left it in each session, by what it was about."""
    entry = ledger_entries.c
    found = (
        select(_session.id, _booked.kind, func.sum(entry.amount_cents))
        .select_from(till_sessions)
        .join(ledger_transactions, within())
        .join(ledger_entries, entry.transaction_id == _booked.id)
        .where(those, entry.account == func.concat("till:", _session.till, ":cash"))
        .group_by(_session.id, _booked.kind)
    )
    moved: dict[UUID, dict[str, int]] = {}
    for session, kind, cents in await connection.execute(found):
        moved.setdefault(session, {})[kind] = int(cents)
    return moved


async def _late(connection: AsyncConnection, those: ColumnElement[bool]) -> dict[UUID, int]:
    """The cash that is counted with a session and is of a linked one: there it is less, here more."""
    entry, apart = ledger_entries.c, _session.counted_with.is_not(None)
    cents = func.sum(case((apart, -entry.amount_cents), else_=entry.amount_cents))
    found = (
        select(_session.id, cents)
        .select_from(till_sessions)
        .join(ledger_transactions, and_(in_part(), apart == within()))
        .join(ledger_entries, entry.transaction_id == _booked.id)
        .where(those, entry.account == func.concat("till:", _session.till, ":cash"))
        .group_by(_session.id)
    )
    return {session: int(late) for session, late in await connection.execute(found)}


async def session_cheques(
    engine: AsyncEngine, session_id: UUID, after: UUID | None = None, limit: int | None = None
) -> list[SessionCheque]:
    """The cheques of a session, by id, the order in which devices made them; one more than a limit."""
    paid, payer = payments.c, households.c
    found = (
        select(paid.id, payer.number, payer.label, paid.amount_cents, paid.not_before, paid.received_at)
        .join(ledger_transactions, paid.transaction_id == _booked.id)
        .join(till_sessions, within())
        .join(households, payer.id == paid.payer_household_id)
        .where(paid.means == Means.CHEQUE)
        .order_by(paid.id)
        .limit(None if limit is None else limit + 1)
    )
    if after is not None:
        found = found.where(paid.id > after)
    async with engine.connect() as connection:
        those = _those((await connection.execute(select(till_sessions).where(_session.id == session_id))).all())
        return [SessionCheque(*row) for row in await connection.execute(found.where(those))]


async def tills_now(engine: AsyncEngine, centres: frozenset[str] | None) -> list[TillNow]:
    """Every till of these centres (``None``: all), those left open too."""
    closed = till_sessions.alias().c
    of_till = (closed.till == tills.c.code, closed.closed_at.is_not(None), closed.counted_with.is_(None))
    ended = select(func.coalesce(func.max(closed.until_sequence), 0)).where(*of_till).scalar_subquery()
    counted = select(closed.counted_cents).where(*of_till).order_by(closed.number.desc()).limit(1).scalar_subquery()
    expected = func.coalesce(counted, 0) + func.coalesce(_cash_since(ended), 0)
    opened = and_(_session.till == tills.c.code, _session.closed_at.is_(None), _session.linked_to.is_(None))
    found: Select[Any] = (
        select(tills.c.code, _session.id, _session.opened_at, _opener.c.name, tills.c.sequence - ended, expected)
        .outerjoin(till_sessions, opened)
        .outerjoin(_opener, _opener.c.id == _session.opened_by)
        .where(tills.c.code != "")
        .order_by(tills.c.code)
    )
    if centres is not None:
        found = found.where(tills.c.code.in_(centres))
    async with engine.connect() as connection:
        rows = [TillNow(*row) for row in await connection.execute(found)]
    counted_now = [replace(row, expected_cents=int(row.expected_cents)) for row in rows]
    return [row if row.session_id is None else replace(row, without_session=0) for row in counted_now]


def _cash_since(sequence: ColumnElement[int]) -> ColumnElement[int]:
    """What came into a till's cash or left it after a place of its chain."""
    entry, cash = ledger_entries.c, func.concat("till:", tills.c.code, ":cash")
    moved = select(func.sum(entry.amount_cents)).join(ledger_transactions, _booked.id == entry.transaction_id)
    within = (_booked.till == tills.c.code, _booked.till_sequence > sequence, entry.account == cash)
    return moved.where(*within).correlate(tills).scalar_subquery()
