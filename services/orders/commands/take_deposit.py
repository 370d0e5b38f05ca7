"""A household takes returnable containers, or brings some back: its credit pays the deposit, or gets it again.

Isolation: READ COMMITTED with the household's row locked, so that neither its credit nor a container is used twice.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.deposits import check_number, deposited
from services.orders.domain.ledger import Transaction, TransactionKind
from services.orders.storage import ledger
from services.orders.storage.deposit_tables import containers, deposits
from services.orders.storage.ledger_tables import NETWORK_TILL
from services.orders.storage.locked import Purse, lock_household_of, set_credit
from shared.database import retry
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Deposit:
    """Containers as a device notes them: its own id, whose, which, how many taken (negative: brought back)."""

    id: UUID
    household_id: UUID
    container: str
    number: int


async def take_deposit(desk: OrderDesk, asked: Deposit, author: Author) -> bool:
    """Book a deposit from, or to, the household's credit; whether this request did it.

    Raises:
        Refused: ``household_unknown``, ``deposit_differs``, ``container_unknown``, ``deposit_of_nothing``,
            ``containers_not_taken``, ``household_closed`` or ``not_enough_credit``; nothing is stored.
    """

    async def work(connection: AsyncConnection) -> bool:
        purse = await lock_household_of(connection, asked.household_id, author.centres)
        known = (await connection.execute(select(deposits).where(deposits.c.id == asked.id))).one_or_none()
        if known is not None:
            if (known.household_id, known.container, known.number) != _told(asked):
                raise Refused("deposit_differs")
            return False
        if purse.is_closed:
            raise Refused("household_closed")
        await _book(connection, desk, asked, purse, author)
        return True

    try:
        return await retry(desk.engine, work)
    except IntegrityError:  # another household's was just sent under this id
        return await retry(desk.engine, work)


def _told(asked: Deposit) -> tuple[UUID, str, int]:
    return asked.household_id, asked.container, asked.number


async def _book(connection: AsyncConnection, desk: OrderDesk, asked: Deposit, purse: Purse, author: Author) -> None:
    cents = asked.number * await _deposit_cents(connection, asked.container)
    check_number(asked.number, await _taken(connection, asked))
    left = purse.credit_cents - cents
    if left < 0:
        raise Refused("not_enough_credit", missing_cents=-left)
    booked = Transaction(
        id=uuid7(),
        at=desk.clock(),
        kind=TransactionKind.DEPOSIT,
        till=NETWORK_TILL,
        entries=deposited(purse.number, cents),
        by=author.user_id,
    )
    await set_credit(connection, {asked.household_id: left})
    await ledger.append(connection, [booked])
    row = {
        "id": asked.id,
        "household_id": asked.household_id,
        "container": asked.container,
        "number": asked.number,
        "amount_cents": cents,
        "transaction_id": booked.id,
        "at": booked.at,
    }
    await connection.execute(insert(deposits), row)


async def _deposit_cents(connection: AsyncConnection, container: str) -> int:
    """The deposit for one, which does not change before this transaction ends."""
    its = containers.c
    found = select(its.deposit_cents).where(its.code == container).with_for_update(read=True)
    deposit_cents = await connection.scalar(found)
    if deposit_cents is None:
        raise Refused("container_unknown", container=container)
    return int(deposit_cents)


async def _taken(connection: AsyncConnection, asked: Deposit) -> int:
    its = deposits.c
    of_it = (its.household_id == asked.household_id) & (its.container == asked.container)
    return int(await connection.scalar(select(func.sum(its.number)).where(of_it)) or 0)
