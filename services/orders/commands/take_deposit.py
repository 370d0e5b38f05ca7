"""A household takes returnable containers, or brings some back: its credit pays the deposit, or gets it again.

Those it lost are written off by the treasurer: they are not its any more, and the network keeps their deposit.

Isolation: READ COMMITTED with the household's row locked, so that neither its credit nor a container is used twice.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.deposits import check_number, deposited, kept
from services.orders.domain.ledger import Transaction, TransactionKind
from services.orders.storage import ledger
from services.orders.storage.deposit_tables import containers, deposits
from services.orders.storage.ledger_tables import NETWORK_TILL
from services.orders.storage.locked import Purse, lock_household_of, set_credit
from services.orders.storage.reason_rows import keep_reason, why
from shared.database import retry_if_taken
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Deposit:
    """Containers as a device notes them.

    Args:
        id: Made by the device; sent again, it is the same.
        household_id: Whose.
        container: Which.
        number: How many are taken; negative: brought back, or lost.
        lost_because: Why they are lost, if they are.
    """

    id: UUID
    household_id: UUID
    container: str
    number: int
    lost_because: str | None = None

    @property
    def are_lost(self) -> bool:
        """Whether they will not come back."""
        return self.lost_because is not None


async def take_deposit(desk: OrderDesk, asked: Deposit, author: Author) -> bool:
    """Book a deposit from, or to, the household's credit, or keep it; whether this request did it.

    Lost containers are written off of a closed account too.

    Raises:
        Refused: ``household_unknown``, ``deposit_differs``, ``container_unknown``, ``deposit_of_nothing``,
            ``containers_not_taken``, ``household_closed`` or ``not_enough_credit``; nothing is stored.
    """

    async def work(connection: AsyncConnection) -> bool:
        purse = await lock_household_of(connection, asked.household_id, author.centres)
        found = select(deposits, why(deposits.c.transaction_id).label("lost_because")).where(deposits.c.id == asked.id)
        known = (await connection.execute(found)).one_or_none()
        if known is not None:
            because = known.lost_because or asked.lost_because
            if (known.household_id, known.container, known.number, known.are_lost, because) != _told(asked):
                raise Refused("deposit_differs")
            return False
        if purse.is_closed and not asked.are_lost:
            raise Refused("household_closed")
        await _book(connection, desk, asked, purse, author)
        return True

    return await retry_if_taken(desk.engine, work)


def _told(asked: Deposit) -> tuple[UUID, str, int, bool, str | None]:
    return asked.household_id, asked.container, asked.number, asked.are_lost, asked.lost_because


async def _book(connection: AsyncConnection, desk: OrderDesk, asked: Deposit, purse: Purse, author: Author) -> None:
    cents = asked.number * await _deposit_cents(connection, asked.container)
    check_number(asked.number, await _taken(connection, asked))
    left = purse.credit_cents - (0 if asked.are_lost else cents)
    if left < 0:
        raise Refused("not_enough_credit", missing_cents=-left)
    booked = Transaction(
        id=uuid7(),
        at=desk.clock(),
        kind=TransactionKind.CONTAINERS_LOST if asked.are_lost else TransactionKind.DEPOSIT,
        till=NETWORK_TILL,
        entries=kept(-cents) if asked.are_lost else deposited(purse.number, cents),
        what=f"{purse.number}: {-asked.number} × {asked.container}" if asked.are_lost else "",
        by=author.user_id,
    )
    await set_credit(connection, {asked.household_id: left})
    await ledger.append(connection, [booked])
    if asked.lost_because is not None:
        await keep_reason(connection, booked.id, asked.household_id, asked.lost_because)
    row = {
        "id": asked.id,
        "household_id": asked.household_id,
        "container": asked.container,
        "number": asked.number,
        "amount_cents": cents,
        "transaction_id": booked.id,
        "at": booked.at,
        "are_lost": asked.are_lost,
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
