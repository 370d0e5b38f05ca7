"""Reading and writing till sessions, with the till locked."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.ledger import CHAIN_START, Means, TillHead, means_account
from services.orders.domain.till_sessions import ClosedSession, Paid, Pieces, counted_cents
from services.orders.storage.ledger_tables import ledger_entries, ledger_transactions, tills
from services.orders.storage.till_tables import till_sessions
from shared.kernel.refusal import Refused

FIRST_SEAL, SEAL = 1, 2
"""The seals of sessions that were closed before seals covered payments, and since."""

_session = till_sessions.c


@dataclass(frozen=True, slots=True)
class LastCount:
    """Where the last closed session of a till ended: nothing before the first.

    Those that were counted with another have no count of their own: of them only ``number`` and ``seal`` are.
    """

    id: UUID | None = None
    number: int = 0
    until_sequence: int = 0
    counted_cents: int = 0
    seal: bytes = CHAIN_START


async def lock_till(connection: AsyncConnection, till: str) -> TillHead | None:
    """The till's head: nothing is booked on it until the transaction ends. ``None``: there is no such till."""
    found = select(tills).where(tills.c.code == till).with_for_update(key_share=True)
    row = (await connection.execute(found)).one_or_none()
    return None if row is None else TillHead(row.chain_head, row.sequence)


async def find_session(connection: AsyncConnection, session_id: UUID) -> Row[Any] | None:
    """One session."""
    return (await connection.execute(select(till_sessions).where(_session.id == session_id))).one_or_none()


async def open_session(connection: AsyncConnection, till: str) -> Row[Any] | None:
    """The till's session that was opened by counting and is open."""
    found = select(till_sessions).where(
        _session.till == till, _session.closed_at.is_(None), _session.linked_to.is_(None)
    )
    return (await connection.execute(found)).one_or_none()


async def last_count(connection: AsyncConnection, till: str) -> LastCount:
    """Where the till's last closed session ended, and the seal that the next one follows."""
    closed = (
        select(_session.id, _session.number, _session.until_sequence, _session.counted_cents, _session.seal)
        .where(_session.till == till, _session.closed_at.is_not(None))
        .order_by(_session.number.desc())
        .limit(1)
    )
    latest = (await connection.execute(closed)).one_or_none()
    counted = (await connection.execute(closed.where(_session.counted_with.is_(None)))).one_or_none()
    if latest is None or counted is None:
        return LastCount()
    return LastCount(counted.id, latest.number, counted.until_sequence, counted.counted_cents, latest.seal)


async def expected_cash(connection: AsyncConnection, till: str, last: LastCount) -> int:
    """What should be in the till: what was counted last, and all that moved since."""
    entry, booked = ledger_entries.c, ledger_transactions.c
    moved = (
        select(func.coalesce(func.sum(entry.amount_cents), 0))
        .join(ledger_transactions, booked.id == entry.transaction_id)
        .where(since(till, last.until_sequence), entry.account == means_account(Means.CASH, till))
    )
    return last.counted_cents + int(await connection.scalar(moved) or 0)


async def check_cash(connection: AsyncConnection, till: str, cents: int) -> None:
    """Do nothing when a locked till should hold that much cash.

    Raises:
        Refused: ``till_lacks_cash``.
    """
    there = await expected_cash(connection, till, await last_count(connection, till))
    if there < cents:
        raise Refused("till_lacks_cash", centre=till, cash_cents=there)


def since(till: str, sequence: int, until: int | None = None) -> ColumnElement[bool]:
    """The till's transactions after a place of its chain; up to another, if one is named."""
    booked = ledger_transactions.c
    after = (booked.till == till) & (booked.till_sequence > sequence)
    return after if until is None else after & (booked.till_sequence <= until)


async def insert_open(connection: AsyncConnection, **values: Any) -> None:  # noqa: ANN401 - a row's columns
    """Store a session that is open."""
    await connection.execute(insert(till_sessions).values(**values))


async def store_closing(connection: AsyncConnection, closed: ClosedSession, previous_seal: bytes) -> None:
    """Close a stored session of a locked till, for good."""
    seal = closed.seal(previous_seal)
    values = {
        "closed_at": closed.closed_at,
        "closed_by": closed.closed_by,
        "until_sequence": closed.until_sequence,
        "chain_head": closed.chain_head,
        "expected_cents": closed.expected_cents,
        "pieces": stored_pieces(closed.pieces),
        "counted_cents": counted_cents(closed.pieces),
        "reason": closed.reason,
        "seal": seal,
        "seal_version": SEAL,
    }
    await connection.execute(update(till_sessions).where(_session.id == closed.id).values(values))
    last = {"sessions_closed": closed.number, "last_seal": seal}
    await connection.execute(update(tills).where(tills.c.code == closed.till).values(last))


def closed_session(row: Row[Any], paid: tuple[Paid, ...]) -> ClosedSession:
    """A closed session as its seal covers it; the first version covers no payments."""
    return ClosedSession(
        id=row.id,
        till=row.till,
        number=row.number,
        linked_to=row.linked_to,
        opened_at=row.opened_at,
        float_cents=row.float_cents,
        after_sequence=row.after_sequence,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        until_sequence=row.until_sequence,
        chain_head=row.chain_head,
        expected_cents=row.expected_cents,
        pieces=dict(row.pieces),
        reason=row.reason,
        counted_with=row.counted_with,
        paid=None if row.seal_version == FIRST_SEAL else paid,
    )


def stored_pieces(pieces: Pieces) -> list[list[int]]:
    """Pieces as they are stored and shown: the largest first, none of which there are none."""
    return [
        [denomination, pieces[denomination]] for denomination in sorted(pieces, reverse=True) if pieces[denomination]
    ]
