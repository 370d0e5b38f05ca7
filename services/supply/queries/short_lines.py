"""The lines of a settled cycle of which an order got less than it asked for."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.queries.granted import granted_lines
from services.supply.storage.demand_tables import household_order_lines, household_orders
from shared.kernel.quantity import Unit


@dataclass(frozen=True, slots=True)
class ShortLine:
    """What a household asked for and what it got, in base units."""

    order_id: UUID
    household: str
    centre: str
    product: str
    unit: Unit
    quantity: int
    granted: int


async def short_lines(connection: AsyncConnection, cycle: str, limit: int) -> list[ShortLine]:
    """At most ``limit`` of them, by product, centre and member number; none before the cycle is settled."""
    granted = granted_lines(cycle).subquery()
    line, order = household_order_lines.c, household_orders.c
    query = (
        select(
            granted.c.order_id,
            order.household,
            order.centre,
            line.product,
            granted.c.unit,
            line.quantity,
            granted.c.granted,
        )
        .join(household_order_lines, and_(line.order_id == granted.c.order_id, line.product == granted.c.product))
        .join(household_orders, and_(order.order_id == line.order_id, order.cycle == line.cycle))
        .where(line.cycle == cycle, granted.c.granted < line.quantity)
        .order_by(line.product, order.centre, order.household)
        .limit(limit)
    )
    return [ShortLine(**{**row, "unit": Unit(row["unit"])}) for row in (await connection.execute(query)).mappings()]
