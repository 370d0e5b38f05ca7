"""A household pays back from its credit what it owes since the bank refused a payment of it.

Isolation: READ COMMITTED with the household's row locked, so that neither its credit nor its debt is used twice.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.entry import check_amount
from services.orders.domain.ledger import Transaction, TransactionKind, paid_back
from services.orders.storage import ledger
from services.orders.storage.ledger_tables import NETWORK_TILL
from services.orders.storage.locked import Purse, lock_household_of, set_credit, set_owed
from services.orders.storage.owing_tables import repayments
from shared.database import retry_if_taken
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class RepaymentAsked:
    """What a household pays back from its credit: the device's own id, whose, how much."""

    id: UUID
    household_id: UUID
    amount_cents: int


async def repay(desk: OrderDesk, asked: RepaymentAsked, author: Author) -> bool:
    """Pay back from credit what is owed; whether this request did it.

    Raises:
        Refused: ``payment_not_positive``, ``payment_too_big``, ``household_unknown``, ``repayment_differs``,
            ``nothing_owed`` or ``not_enough_credit``; nothing is stored.
    """
    check_amount(asked.amount_cents)

    async def work(connection: AsyncConnection) -> bool:
        purse = await lock_household_of(connection, asked.household_id, author.centres)
        found = select(repayments).where(repayments.c.id == asked.id)
        known = (await connection.execute(found)).one_or_none()
        if known is not None:
            if (known.household_id, known.amount_cents) != (asked.household_id, asked.amount_cents):
                raise Refused("repayment_differs")
            return False
        await _book(connection, desk, asked, purse, author)
        return True

    return await retry_if_taken(desk.engine, work)


async def _book(
    connection: AsyncConnection, desk: OrderDesk, asked: RepaymentAsked, purse: Purse, author: Author
) -> None:
    if purse.owed_cents < asked.amount_cents:
        raise Refused("nothing_owed", owed_cents=purse.owed_cents)
    left = purse.credit_cents - asked.amount_cents
    if left < 0:
        raise Refused("not_enough_credit", missing_cents=-left)
    booked = Transaction(
        id=uuid7(),
        at=desk.clock(),
        kind=TransactionKind.REPAID,
        till=NETWORK_TILL,
        entries=paid_back(purse.number, asked.amount_cents),
        by=author.user_id,
    )
    await set_credit(connection, {asked.household_id: left})
    await set_owed(connection, asked.household_id, purse.owed_cents - asked.amount_cents)
    await ledger.append(connection, [booked])
    row = {
        "id": asked.id,
        "household_id": asked.household_id,
        "amount_cents": asked.amount_cents,
        "transaction_id": booked.id,
        "at": booked.at,
    }
    await connection.execute(insert(repayments), row)
