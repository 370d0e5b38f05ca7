"""The treasurer gives up what a household owes and will not pay: the network bears it.

Isolation: READ COMMITTED with the household's row locked, so that a debt is not given up and paid back at once.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.entry import check_amount
from services.orders.domain.ledger import Transaction, TransactionKind, written_off
from services.orders.storage import ledger
from services.orders.storage.ledger_tables import NETWORK_TILL
from services.orders.storage.locked import Purse, lock_household_of, set_owed
from services.orders.storage.owing_tables import debt_write_offs
from services.orders.storage.reason_rows import keep_reason, why
from shared.database import retry_if_taken
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class DebtWriteOff:
    """A debt to be given up: the device's own id, whose, how much, and why."""

    id: UUID
    household_id: UUID
    amount_cents: int
    reason: str


async def write_off_debt(desk: OrderDesk, asked: DebtWriteOff, author: Author) -> bool:
    """Give up what a household owes, its account open, closed or erased; whether this request did it.

    Raises:
        Refused: ``payment_not_positive``, ``payment_too_big``, ``household_unknown``, ``write_off_differs`` or
            ``write_off_beyond_debt``; nothing is stored.
    """
    check_amount(asked.amount_cents)

    async def work(connection: AsyncConnection) -> bool:
        purse = await lock_household_of(connection, asked.household_id, author.centres)
        found = select(debt_write_offs, why(debt_write_offs.c.transaction_id).label("reason"))
        found = found.where(debt_write_offs.c.id == asked.id)
        known = (await connection.execute(found)).one_or_none()
        if known is not None:
            told = (asked.household_id, asked.amount_cents, asked.reason)
            if (known.household_id, known.amount_cents, known.reason or asked.reason) != told:
                raise Refused("write_off_differs")
            return False
        await _book(connection, desk, asked, purse, author)
        return True

    return await retry_if_taken(desk.engine, work)


async def _book(
    connection: AsyncConnection, desk: OrderDesk, asked: DebtWriteOff, purse: Purse, author: Author
) -> None:
    if purse.owed_cents < asked.amount_cents:
        raise Refused("write_off_beyond_debt", owed_cents=purse.owed_cents)
    booked = Transaction(
        id=uuid7(),
        at=desk.clock(),
        kind=TransactionKind.DEBT_WRITTEN_OFF,
        till=NETWORK_TILL,
        entries=written_off(purse.number, asked.amount_cents),
        by=author.user_id,
    )
    await set_owed(connection, asked.household_id, purse.owed_cents - asked.amount_cents)
    await ledger.append(connection, [booked])
    await keep_reason(connection, booked.id, asked.household_id, asked.reason)
    row = {
        "id": asked.id,
        "household_id": asked.household_id,
        "amount_cents": asked.amount_cents,
        "transaction_id": booked.id,
        "at": booked.at,
    }
    await connection.execute(insert(debt_write_offs), row)
