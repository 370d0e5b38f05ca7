"""An order as its household takes it home on paper: its lines by name, its money, when and where to fetch."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.families import pictogram_of
from services.orders.storage.cycle_tables import catalogue_entries, cycles
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_order_lines, household_orders
from services.orders.storage.placement.statement import Written
from services.orders.storage.stored_orders import read_written


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line: base units; ceiling in cents per display unit, and what it comes to. Its pictogram is its family's."""

    name: str
    pictogram: str
    unit: str
    quantity: int
    ceiling_price_cents: int
    held_cents: int


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """An order with whose it is and in which cycle."""

    order_id: UUID
    cycle: str
    cycle_name: str
    household: str
    label: str
    language: str
    order: Written
    lines: Sequence[PaperLine]


async def paper_order(connection: AsyncConnection, order_id: UUID, seen: frozenset[str] | None) -> PaperOrder | None:
    """The order of this id, if one may see its centre; in a REPEATABLE READ transaction."""
    written = await read_written(connection, order_id, seen)
    if written is None:
        return None
    order, line, entry = household_orders.c, household_order_lines.c, catalogue_entries.c
    whose = (
        select(
            *(order.cycle, func.coalesce(cycles.c.name, order.cycle)),
            *(households.c.number, households.c.label, households.c.language),
        )
        .join(households, households.c.id == order.household_id)
        .outerjoin(cycles, cycles.c.code == order.cycle)
        .where(order.id == order_id)
    )
    name = func.coalesce(entry.name, line.product)
    described = (name, func.coalesce(entry.category, ""), func.coalesce(entry.unit, "piece"))
    lines = (
        select(*described, line.quantity, line.ceiling_price_cents, line.held_cents)
        .join(household_orders, order.id == line.order_id)
        .outerjoin(catalogue_entries, (entry.cycle == order.cycle) & (entry.product == line.product))
        .where(line.order_id == order_id)
        .order_by(name, line.product)
    )
    who = (await connection.execute(whose)).one()
    rows = [PaperLine(what, pictogram_of(family), *rest) for what, family, *rest in await connection.execute(lines)]
    return PaperOrder(order_id, *who, written, rows)
