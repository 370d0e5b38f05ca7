"""Keep what a household wants in every cycle, or give it up. It orders nothing: an order counts when it is paid.

Each change has an id of its own and names the one before, giving up too: so an older one that a device sends again
late is never the next one, whatever became of it.

Isolation: READ COMMITTED with the household's row locked: of two tables that keep one at once, the second is told.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.domain.pricing import AskedLine
from services.orders.domain.recurring import RecurringLine, recurring_lines
from services.orders.queries.recurring_orders import recurring_lines_of
from services.orders.storage.locked import lock_household_of
from services.orders.storage.recurring_tables import recurring_order_lines, recurring_orders
from shared.database import retry
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class RecurringAsked:
    """What is to be kept.

    Args:
        id: Made by the device.
        household_id: Whose it is.
        replaces: The one that the device knew until now, given up or not; ``None``: none ever was.
        cycle: In whose catalogue the products stand.
        lines: What is wanted every time; none: it is given up.
    """

    id: UUID
    household_id: UUID
    replaces: UUID | None
    cycle: str
    lines: tuple[AskedLine, ...]


async def keep_recurring_order(desk: OrderDesk, asked: RecurringAsked, author: Author) -> bool:
    """Keep it in place of the one before; whether this request did it.

    Raises:
        Refused: ``household_unknown``, ``household_closed``, ``unknown_cycle``, a rule of ``domain.recurring``,
            ``recurring_order_changed``: another was kept, or it was given up meanwhile, or ``recurring_order_differs``.
    """
    catalogue = await desk.catalogues.fresh(asked.cycle)

    async def work(connection: AsyncConnection) -> bool:
        purse = await lock_household_of(connection, asked.household_id, author.centres)
        stored = await _find(connection, asked.household_id)
        before = await _lines(connection, asked.household_id)
        if stored == asked.id:
            _check_same(before, asked)
            return False
        if stored is not None and not before and not asked.lines:
            return False  # given up already
        if purse.is_closed:
            raise Refused("household_closed")
        if asked.replaces != stored:
            raise Refused("recurring_order_changed")
        if catalogue is None:
            raise Refused("unknown_cycle", cycle=asked.cycle)
        await _store(connection, desk, asked, recurring_lines(asked.lines, catalogue.terms))
        return True

    try:
        return await retry(desk.engine, work)
    except IntegrityError:  # the id is another household's
        raise Refused("recurring_order_differs") from None


async def _find(connection: AsyncConnection, household_id: UUID) -> UUID | None:
    found = select(recurring_orders.c.id).where(recurring_orders.c.household_id == household_id)
    return await connection.scalar(found)


async def _lines(connection: AsyncConnection, household_id: UUID) -> list[RecurringLine]:
    return (await recurring_lines_of(connection, [household_id]))[household_id]


def _check_same(stored: list[RecurringLine], asked: RecurringAsked) -> None:
    if {(line.product, line.quantity) for line in stored} != {(line.product, line.quantity) for line in asked.lines}:
        raise Refused("recurring_order_differs")


async def _store(
    connection: AsyncConnection, desk: OrderDesk, asked: RecurringAsked, lines: tuple[RecurringLine, ...]
) -> None:
    its = recurring_order_lines.c.household_id == asked.household_id
    await connection.execute(delete(recurring_order_lines).where(its))
    kept = {"id": asked.id, "kept_at": desk.clock()}
    new = upsert(recurring_orders).values(household_id=asked.household_id, **kept)
    await connection.execute(new.on_conflict_do_update(index_elements=["household_id"], set_=kept))
    rows = [
        {
            "household_id": asked.household_id,
            "product": line.product,
            "name": line.name,
            "unit": line.unit.value,
            "quantity": line.quantity,
        }
        for line in lines
    ]
    if rows:
        await connection.execute(insert(recurring_order_lines), rows)
