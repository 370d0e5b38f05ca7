"""What orders ask for, as their cycle names and sells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.cycle_tables import catalogue_entries
from services.orders.storage.order_tables import household_order_lines, household_orders
from shared.kernel.quantity import Unit


@dataclass(frozen=True, slots=True)
class NamedLine:
    """What was asked for, in base units, as its cycle names and sells it; null: it does not any more."""

    product: str
    name: str | None
    unit: Unit | None
    quantity: int


async def named_lines(connection: AsyncConnection, orders: Sequence[UUID]) -> Mapping[UUID, tuple[NamedLine, ...]]:
    """The lines of each of these orders, by product code."""
    line, order, entry = household_order_lines.c, household_orders.c, catalogue_entries.c
    found = select(line.order_id, line.product, entry.name, entry.unit, line.quantity)
    found = found.join(household_orders, order.id == line.order_id)
    found = found.outerjoin(catalogue_entries, (entry.cycle == order.cycle) & (entry.product == line.product))
    lines: dict[UUID, list[NamedLine]] = {order: [] for order in orders}
    for row in await connection.execute(found.where(line.order_id.in_(orders)).order_by(line.order_id, line.product)):
        lines[row.order_id].append(NamedLine(row.product, row.name, row.unit and Unit(row.unit), row.quantity))
    return {order: tuple(its) for order, its in lines.items()}
