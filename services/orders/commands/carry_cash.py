"""Cash is carried from a till to the bank or to another till: one person gives it, another receives and counts it.

Isolation: READ COMMITTED. Giving locks the till that is given from, so that no more leaves than is in it;
receiving locks the transfer, so that it arrives once.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.cash_transfers import given, received
from services.orders.domain.entry import check_amount
from services.orders.domain.ledger import Transaction, TransactionKind
from services.orders.domain.till_sessions import Pieces, check_difference, counted_cents
from services.orders.storage import ledger
from services.orders.storage.cash_transfer_tables import cash_transfers
from services.orders.storage.ledger_tables import NETWORK_TILL, tills
from services.orders.storage.till_session_rows import check_cash, lock_till, stored_pieces
from shared.database import retry, retry_if_taken
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused, check_same_reason


@dataclass(frozen=True, slots=True)
class CashGiven:
    """Cash that leaves: the device's own id, from which till to which (``None``: the bank), notes and coins."""

    id: UUID
    from_till: str | None
    to_till: str | None
    pieces: Pieces


async def give_cash(desk: OrderDesk, asked: CashGiven, author: Author) -> bool:
    """Hand cash to whoever carries it; whether this request did it.

    Raises:
        Refused: ``denomination_unknown``, ``payment_not_positive``, ``payment_too_big``, ``cash_stays``,
            ``cash_from_bank``, ``till_unknown``, ``till_lacks_cash`` or ``cash_transfer_differs``; nothing is stored.
    """
    cents = counted_cents(asked.pieces)
    check_amount(cents)
    if asked.from_till == asked.to_till:
        raise Refused("cash_stays")
    _check_may_give(asked, author)

    async def work(connection: AsyncConnection) -> bool:
        await _lock_source(connection, asked)
        known = await _find(connection, asked.id)
        if known is not None:
            told = known.from_till, known.to_till, known.pieces
            if told != (asked.from_till, asked.to_till, stored_pieces(asked.pieces)):
                raise Refused("cash_transfer_differs")
            return False
        if asked.from_till is not None:
            await check_cash(connection, asked.from_till, cents)
        await _give(connection, desk, asked, cents, author)
        return True

    return await retry_if_taken(desk.engine, work)


async def receive_cash(desk: OrderDesk, transfer_id: UUID, pieces: Pieces, reason: str, author: Author) -> None:
    """Count what arrived; received with the same count before, nothing changes. What lacks is booked with its reason.

    Raises:
        Refused: ``denomination_unknown``, ``cash_transfer_unknown``, ``cash_received``, ``cash_same_person``,
            ``till_difference_unexplained`` or ``reason_differs``; nothing is stored.
    """
    cents = counted_cents(pieces)

    async def work(connection: AsyncConnection) -> None:
        transfer = await _find(connection, transfer_id, lock=True)
        if transfer is None or not _may_receive(transfer, author):
            raise Refused("cash_transfer_unknown")
        if transfer.received_at is not None:
            if transfer.received_pieces != stored_pieces(pieces):
                raise Refused("cash_received", received=transfer.received_at.astimezone(desk.zone))
            check_same_reason(transfer.reason, reason)
            return
        if transfer.given_by == author.user_id:
            raise Refused("cash_same_person")
        check_difference(transfer.amount_cents, cents, reason)
        await _receive(connection, desk, transfer, (pieces, cents, reason), author)

    await retry(desk.engine, work)


async def _lock_source(connection: AsyncConnection, asked: CashGiven) -> None:
    if asked.from_till is not None and await lock_till(connection, asked.from_till) is None:
        raise Refused("till_unknown", centre=asked.from_till)
    known = select(tills.c.code).where(tills.c.code == asked.to_till)
    if asked.to_till is not None and await connection.scalar(known) is None:
        raise Refused("till_unknown", centre=asked.to_till)


def _check_may_give(asked: CashGiven, author: Author) -> None:
    """Whoever sees a till gives from it; from the bank only who sees every centre."""
    if author.centres is None:
        return
    if asked.from_till is None:
        raise Refused("cash_from_bank")
    if asked.from_till not in author.centres:
        raise Refused("till_unknown", centre=asked.from_till)


def _may_receive(transfer: Row[Any], author: Author) -> bool:
    return author.centres is None or transfer.to_till in author.centres


async def _find(connection: AsyncConnection, transfer_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    found = select(cash_transfers).where(cash_transfers.c.id == transfer_id)
    return (await connection.execute(found.with_for_update(key_share=True) if lock else found)).one_or_none()


async def _give(connection: AsyncConnection, desk: OrderDesk, asked: CashGiven, cents: int, author: Author) -> None:
    booked = Transaction(
        id=uuid7(),
        at=desk.clock(),
        kind=TransactionKind.CASH_GIVEN,
        till=asked.from_till or NETWORK_TILL,
        entries=given(asked.from_till, cents),
        by=author.user_id,
    )
    await ledger.append(connection, [booked])
    row = {
        "id": asked.id,
        "from_till": asked.from_till,
        "to_till": asked.to_till,
        "pieces": stored_pieces(asked.pieces),
        "amount_cents": cents,
        "given_by": author.user_id,
        "given_at": booked.at,
        "given_transaction_id": booked.id,
        "reason": "",
    }
    await connection.execute(insert(cash_transfers), row)


async def _receive(
    connection: AsyncConnection, desk: OrderDesk, transfer: Row[Any], count: tuple[Pieces, int, str], author: Author
) -> None:
    pieces, cents, said = count
    reason = said if cents != transfer.amount_cents else ""
    booked = Transaction(
        id=uuid7(),
        at=desk.clock(),
        kind=TransactionKind.CASH_RECEIVED,
        till=transfer.to_till or NETWORK_TILL,
        entries=received(transfer.from_till, transfer.to_till, transfer.amount_cents, cents),
        what=reason,
        by=author.user_id,
    )
    await ledger.append(connection, [booked])
    noted = {
        "received_pieces": stored_pieces(pieces),
        "received_cents": cents,
        "received_by": author.user_id,
        "received_at": booked.at,
        "received_transaction_id": booked.id,
        "reason": reason,
    }
    await connection.execute(update(cash_transfers).where(cash_transfers.c.id == transfer.id).values(noted))
