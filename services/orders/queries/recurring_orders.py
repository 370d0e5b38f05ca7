"""What the households of a centre want in every cycle: what a device offers to put into an order in one press."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.domain.recurring import RecurringLine
from services.orders.storage.household_tables import households
from services.orders.storage.recurring_tables import recurring_order_lines, recurring_orders
from shared.kernel.quantity import Unit


@dataclass(frozen=True, slots=True)
class RecurringOrder:
    """A household's recurring order, with its products as they were sold when it was kept; without any: given up."""

    household_id: UUID
    recurring_order_id: UUID
    kept_at: datetime
    lines: tuple[RecurringLine, ...]


@dataclass(frozen=True, slots=True)
class RecurringOrdersWanted:
    """Of a centre's households, or one of them; a page that starts after a household."""

    centre: str
    household_id: UUID | None = None
    after: UUID | None = None
    limit: int = 100


async def recurring_orders_of(engine: AsyncEngine, wanted: RecurringOrdersWanted) -> list[RecurringOrder]:
    """Those by household, one more than the limit; of closed households none."""
    kept, house = recurring_orders.c, households.c
    found = _select().join(households, house.id == kept.household_id)
    found = found.where(house.centre == wanted.centre, house.closed_at.is_(None))
    if wanted.household_id is not None:
        found = found.where(kept.household_id == wanted.household_id)
    if wanted.after is not None:
        found = found.where(kept.household_id > wanted.after)
    return await _read(engine, found.order_by(kept.household_id).limit(wanted.limit + 1))


async def recurring_order_of(engine: AsyncEngine, household_id: UUID) -> RecurringOrder:
    """A household's that has one."""
    (found,) = await _read(engine, _select().where(recurring_orders.c.household_id == household_id))
    return found


async def _read(engine: AsyncEngine, found: Select[Any]) -> list[RecurringOrder]:
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        rows = (await connection.execute(found)).all()
        lines = await recurring_lines_of(connection, [row.household_id for row in rows])
    return [RecurringOrder(row.household_id, row.id, row.kept_at, tuple(lines[row.household_id])) for row in rows]


def _select() -> Select[Any]:
    kept = recurring_orders.c
    return select(kept.household_id, kept.id, kept.kept_at)


async def recurring_lines_of(connection: AsyncConnection, whose: list[UUID]) -> Mapping[UUID, list[RecurringLine]]:
    """The lines of these households' recurring orders, by product."""
    line = recurring_order_lines.c
    found = select(line.household_id, line.product, line.name, line.unit, line.quantity)
    found = found.where(line.household_id.in_(whose)).order_by(line.household_id, line.product)
    lines: dict[UUID, list[RecurringLine]] = {household: [] for household in whose}
    for row in await connection.execute(found):
        lines[row.household_id].append(RecurringLine(row.product, row.name, Unit(row.unit), row.quantity))
    return lines
