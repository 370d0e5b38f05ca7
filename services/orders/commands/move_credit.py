"""Move credit from a household to another, as when its members part.

Isolation: READ COMMITTED with both households' rows locked in id order, so that no order spends the same credit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.entry import check_amount, check_not_owed
from services.orders.domain.ledger import Transaction, TransactionKind, given
from services.orders.storage import ledger
from services.orders.storage.credit_move_tables import credit_moves
from services.orders.storage.ledger_tables import NETWORK_TILL
from services.orders.storage.locked import Purse, lock_households, set_credit
from shared.database import retry_if_taken
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class CreditMove:
    """Credit to be moved: the device's own id, from whom, to whom, how much, and why in a few words."""

    id: UUID
    from_household: UUID
    to_household: UUID
    amount_cents: int
    reason: str


async def move_credit(desk: OrderDesk, move: CreditMove, author: Author) -> bool:
    """Move credit between two households that one may see; whether this request did it.

    Raises:
        Refused: ``payment_not_positive``, ``payment_too_big``, ``credit_stays``, ``household_unknown``,
            ``household_closed``, ``credit_move_differs``, ``not_enough_credit`` or ``credit_is_owed``;
            nothing is stored.
    """
    check_amount(move.amount_cents)
    if move.from_household == move.to_household:
        raise Refused("credit_stays")

    async def work(connection: AsyncConnection) -> bool:
        purses = await lock_households(connection, [move.from_household, move.to_household])
        _check_seen(purses, author.centres)
        known = (await connection.execute(select(credit_moves).where(credit_moves.c.id == move.id))).one_or_none()
        if known is not None:
            because = known.reason or move.reason
            if (known.from_household, known.to_household, known.amount_cents, because) != _told(move):
                raise Refused("credit_move_differs")
            return False
        await _book(connection, desk, move, purses, author)
        return True

    return await retry_if_taken(desk.engine, work)


def _check_seen(purses: Mapping[UUID, Purse], centres: frozenset[str] | None) -> None:
    if len(purses) < 2 or not all(centres is None or purse.centre in centres for purse in purses.values()):
        raise Refused("household_unknown")


def _told(move: CreditMove) -> tuple[UUID, UUID, int, str]:
    return move.from_household, move.to_household, move.amount_cents, move.reason


async def _book(
    connection: AsyncConnection, desk: OrderDesk, move: CreditMove, purses: Mapping[UUID, Purse], author: Author
) -> None:
    giver, taker = purses[move.from_household], purses[move.to_household]
    if taker.is_closed:
        raise Refused("household_closed")
    left = giver.credit_cents - move.amount_cents
    if left < 0:
        raise Refused("not_enough_credit", missing_cents=-left)
    check_not_owed(move.amount_cents, giver.credit_cents, giver.owed_cents)
    booked = Transaction(
        id=uuid7(),
        at=desk.clock(),
        kind=TransactionKind.CREDIT_MOVED,
        till=NETWORK_TILL,
        entries=given(giver.number, taker.number, move.amount_cents),
        by=author.user_id,
    )
    gained = taker.credit_cents + move.amount_cents
    await set_credit(connection, {move.from_household: left, move.to_household: gained})
    await ledger.append(connection, [booked])
    row = {
        "id": move.id,
        "from_household": move.from_household,
        "to_household": move.to_household,
        "amount_cents": move.amount_cents,
        "reason": move.reason,
        "transaction_id": booked.id,
        "at": booked.at,
    }
    await connection.execute(insert(credit_moves), row)
