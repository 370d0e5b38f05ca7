"""What was ordered by those who were admitted after the goods were bought."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.allocation import Claim
from services.supply.domain.demand import LateLine
from services.supply.queries.demand import counted
from services.supply.storage.demand_tables import household_order_lines, household_orders


async def late_lines(connection: AsyncConnection, cycle: str, sealed_version: int) -> tuple[LateLine, ...]:
    """Every line that counts of orders newer than the seal a plan was made from, by product and order.

    Orders admits an order with a version above the last seal's, and no order changes once it is sealed.
    """
    order, line = household_orders.c, household_order_lines.c
    query = (
        select(line.product, order.order_id, order.centre, order.household, line.quantity, line.held)
        .join(household_order_lines, (line.order_id == order.order_id) & (line.cycle == order.cycle))
        .where(order.cycle == cycle, order.version > sealed_version, counted(order.centre, cycle))
    )
    found = [
        LateLine(row.product, row.order_id, Claim(row.centre, row.household, row.quantity), row.held)
        for row in await connection.execute(query)
    ]
    return tuple(sorted(found, key=lambda one: (one.product, one.order_id)))
