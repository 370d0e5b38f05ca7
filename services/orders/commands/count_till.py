"""Open a till and close it, both by counting what is in it.

Isolation: READ COMMITTED with the till's row locked. Whatever books on a till locks that row, so what
is counted against is what is booked, and what comes later is after the count.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.ledger import TillHead, Transaction, TransactionKind
from services.orders.domain.till_sessions import ClosedSession, Pieces, check_difference, counted_cents, found
from services.orders.storage import ledger
from services.orders.storage.ledger_tables import ledger_transactions
from services.orders.storage.linked_sessions import link_late, link_what_came_since, open_linked
from services.orders.storage.till_session_parts import paid_in
from services.orders.storage.till_session_rows import (
    LastCount,
    expected_cash,
    find_session,
    insert_open,
    last_count,
    lock_till,
    open_session,
    since,
    store_closing,
    stored_pieces,
)
from services.orders.storage.till_tables import till_sessions
from shared.database import retry
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused, check_same_reason


@dataclass(frozen=True, slots=True)
class Counting:
    """What someone counted in a till.

    Args:
        session_id: Made by the device; sent again, it is the same session.
        till: The centre's code.
        pieces: Notes and coins.
        reason: Why they differ from what should be there.
    """

    session_id: UUID
    till: str
    pieces: Pieces
    reason: str


async def open_till(desk: OrderDesk, counting: Counting, author: Author) -> bool:
    """Open a session with what was counted as its float; whether this request did it.

    Payments that came since the till was closed, such as those of a device that was offline, are a session
    of their own, linked to the closed one: it ends with this count.

    Raises:
        Refused: ``denomination_unknown``, ``till_unknown``, ``till_is_open``, ``till_session_differs``,
            ``till_difference_unexplained`` or ``reason_differs``; nothing is stored.
    """
    counted = counted_cents(counting.pieces)

    async def work(connection: AsyncConnection) -> bool:
        head = await _lock(connection, counting.till)
        known = await find_session(connection, counting.session_id)
        if known is not None:
            if (known.till, known.float_cents) != (counting.till, counted):
                raise Refused("till_session_differs")
            check_same_reason(await _reason_of_opening(connection, known), counting.reason)
            return False
        if (already := await open_session(connection, counting.till)) is not None:
            raise Refused("till_is_open", centre=counting.till, opened=already.opened_at.astimezone(desk.zone))
        last = await last_count(connection, counting.till)
        expected = await expected_cash(connection, counting.till, last)
        difference = check_difference(expected, counted, counting.reason)
        now = desk.clock()
        if head.sequence > last.until_sequence:
            last = await _close_what_came_since(connection, counting, last, expected, author, now)
            difference = 0
        await insert_open(
            connection,
            id=counting.session_id,
            till=counting.till,
            number=last.number + 1,
            opened_at=now,
            opened_by=author.user_id,
            float_cents=counted,
            after_sequence=last.until_sequence,
        )
        await _book(connection, counting, difference, author, now)
        return True

    return await retry(desk.engine, work)


async def close_till(desk: OrderDesk, counting: Counting, author: Author) -> None:
    """Close a session with what was counted; closed with the same count before, nothing changes.

    Raises:
        Refused: ``denomination_unknown``, ``till_unknown``, ``till_session_unknown``, ``till_session_closed``,
            ``till_session_linked``, ``till_difference_unexplained`` or ``reason_differs``; nothing is stored.
    """
    counted = counted_cents(counting.pieces)

    async def work(connection: AsyncConnection) -> None:
        await _lock(connection, counting.till)
        session = await find_session(connection, counting.session_id)
        if session is None or session.till != counting.till:
            raise Refused("till_session_unknown")
        if session.closed_at is not None:
            if session.pieces != stored_pieces(counting.pieces):
                raise Refused("till_session_closed", closed=session.closed_at.astimezone(desk.zone))
            check_same_reason(session.reason, counting.reason)
            return
        if session.linked_to is not None:
            raise Refused("till_session_linked", centre=counting.till)
        last = await last_count(connection, counting.till)
        expected = await expected_cash(connection, counting.till, last)
        difference = check_difference(expected, counted, counting.reason)
        now = desk.clock()
        await link_late(connection, counting.till, now)
        await _book(connection, counting, difference, author, now)
        await _close(connection, session, counting, last, expected, author, now)
        await _close_late(connection, counting, author, now)

    await retry(desk.engine, work)


async def _reason_of_opening(connection: AsyncConnection, session: Row[Any]) -> str | None:
    booked = ledger_transactions.c
    of_it = (booked.till == session.till, booked.kind == TransactionKind.TILL_COUNT, booked.at == session.opened_at)
    return await connection.scalar(select(booked.what).where(*of_it))


async def _lock(connection: AsyncConnection, till: str) -> TillHead:
    head = await lock_till(connection, till)
    if head is None:
        raise Refused("till_unknown", centre=till)
    return head


async def _close_what_came_since(  # noqa: PLR0913, PLR0917 - all that a session is made of
    connection: AsyncConnection, counting: Counting, last: LastCount, expected: int, author: Author, now: datetime
) -> LastCount:
    """End the linked sessions of what was booked since the last count; where they ended."""
    linked = await link_what_came_since(connection, counting.till, last)
    await link_late(connection, counting.till, now)
    await _book(connection, counting, counted_cents(counting.pieces) - expected, author, now)
    session = await find_session(connection, linked)
    if session is None:
        raise RuntimeError("a session that was just stored is not there")
    await _close(connection, session, counting, last, expected, author, now)
    await _close_late(connection, counting, author, now)
    return await last_count(connection, counting.till)


async def _close_late(connection: AsyncConnection, counting: Counting, author: Author, now: datetime) -> None:
    """End those that are counted with the session just closed: their cash is in its count."""
    nothing = Counting(counting.session_id, counting.till, {}, "")
    for session in await open_linked(connection, counting.till):
        last = await last_count(connection, counting.till)
        await _close(connection, session, nothing, last, 0, author, now)


async def _book(
    connection: AsyncConnection, counting: Counting, difference_cents: int, author: Author, now: datetime
) -> None:
    if difference_cents:
        booked = Transaction(
            id=uuid7(),
            at=now,
            kind=TransactionKind.TILL_COUNT,
            till=counting.till,
            entries=found(counting.till, difference_cents),
            what=counting.reason,
            by=author.user_id,
        )
        await ledger.append(connection, [booked])


async def _close(  # noqa: PLR0913, PLR0917 - all that a session is made of
    connection: AsyncConnection,
    session: Row[Any],
    counting: Counting,
    last: LastCount,
    expected: int,
    author: Author,
    now: datetime,
) -> None:
    head = await _lock(connection, counting.till)
    its = and_(till_sessions.c.id == session.id, since(session.till, session.after_sequence))
    closed = ClosedSession(
        id=session.id,
        till=session.till,
        number=session.number,
        linked_to=session.linked_to,
        opened_at=session.opened_at,
        float_cents=session.float_cents,
        after_sequence=session.after_sequence,
        closed_at=now,
        closed_by=author.user_id,
        until_sequence=head.sequence,
        chain_head=head.hash,
        expected_cents=expected,
        pieces=counting.pieces,
        reason=counting.reason,
        counted_with=session.counted_with,
        paid=(await paid_in(connection, its)).get(session.id, ()),
    )
    await store_closing(connection, closed, last.seal)
