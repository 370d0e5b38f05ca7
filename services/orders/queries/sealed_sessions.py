"""Whether closed till sessions are as they were closed: figures, what was paid in them, their part of the chain."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.ledger import CHAIN_START, TillHead
from services.orders.domain.till_sessions import Paid, counted_cents
from services.orders.queries.ledger import leads
from services.orders.storage.ledger_tables import ledger_transactions, tills
from services.orders.storage.till_session_parts import paid_in
from services.orders.storage.till_session_rows import closed_session, since
from services.orders.storage.till_tables import till_sessions

_session, _booked = till_sessions.c, ledger_transactions.c


@dataclass(frozen=True, slots=True)
class BrokenSession:
    """The first session of a till that is not as it was closed."""

    till: str
    number: int


async def broken_sessions(connection: AsyncConnection) -> list[BrokenSession]:
    """Per till whose closed sessions, or what was booked or paid in one, changed: where that begins."""
    last = and_(_booked.till == _session.till, _booked.till_sequence == _session.until_sequence)
    paid = await paid_in(connection, _session.closed_at.is_not(None))
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
        ends_in_chain = row.until_sequence == 0 or row.booked_hash == row.chain_head
        if row.number != number + 1 or not ends_in_chain or not _is_sealed(row, seal, paid.get(row.id, ())):
            broken.setdefault(row.till, BrokenSession(row.till, number + 1))
        before[row.till] = row.number, row.seal
    for till in await connection.execute(select(tills)):
        number, seal = before.get(till.code, (0, CHAIN_START))
        if number != till.sessions_closed:  # the last one is gone, or open again
            broken.setdefault(till.code, BrokenSession(till.code, min(number, till.sessions_closed) + 1))
        elif seal != till.last_seal:
            broken.setdefault(till.code, BrokenSession(till.code, number))
    return [broken[till] for till in sorted(broken)]


async def is_session_whole(connection: AsyncConnection, till: str, number: int) -> bool:
    """Whether a closed session is as it was closed, by what is in it alone.

    It begins where the sessions before it were stored to end, by seal and by chain; that they are whole is theirs
    to show. So it costs what is in it, however long the till's history.
    """
    of_till = select(till_sessions).where(_session.till == till).order_by(_session.number.desc()).limit(1)
    row = (await connection.execute(of_till.where(_session.number == number))).one()
    before = (await connection.execute(of_till.where(_session.number == number - 1))).one_or_none()
    counts = of_till.where(_session.number < number, _session.until_sequence == row.after_sequence)
    counted = (await connection.execute(counts)).one_or_none()
    if (before is None and number > 1) or (counted is None and row.after_sequence > 0):
        return False
    its = and_(_session.id == row.id, since(till, row.after_sequence, row.until_sequence))
    paid = (await paid_in(connection, its)).get(row.id, ())
    begins = TillHead() if counted is None else TillHead(counted.chain_head, counted.until_sequence)
    is_sealed = _is_sealed(row, CHAIN_START if before is None else before.seal, paid)
    return is_sealed and await leads(connection, till, begins, TillHead(row.chain_head, row.until_sequence))


def _is_sealed(row: Row[Any], previous: bytes, paid: tuple[Paid, ...]) -> bool:
    session = closed_session(row, paid)
    return bool(row.seal == session.seal(previous) and row.counted_cents == counted_cents(session.pieces))
