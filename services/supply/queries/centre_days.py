"""The days of distribution that a cycle's goods went to: whether they are over and closed."""

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.archiving import CentreDay
from services.supply.queries.demand import counted
from services.supply.queries.granted import granted_lines
from services.supply.storage.cycle_tables import cycle_centres
from services.supply.storage.demand_tables import household_orders
from services.supply.storage.distribution_tables import distribution_days, goods_sent


async def days_with_goods(connection: AsyncConnection, cycle: str) -> list[CentreDay]:
    """The days of distribution of a settled cycle's centres that were granted or sent any goods, by centre."""
    its, day, order, sent = cycle_centres.c, distribution_days.c, household_orders.c, goods_sent.c
    granted = granted_lines(cycle).subquery()
    granted_to = select(order.centre).join(granted, granted.c.order_id == order.order_id).where(granted.c.granted > 0)
    sent_to = select(sent.centre).where(sent.cycle == cycle, sent.sent > 0)
    query = (
        select(its.centre, its.distribution_ends, day.closed_at)
        .outerjoin(distribution_days, (day.cycle == its.cycle) & (day.centre == its.centre))
        .where(its.cycle == cycle, its.scheduled_version.is_not(None), counted(its.centre, cycle))
        .where(or_(its.centre.in_(granted_to), its.centre.in_(sent_to)))
        .order_by(its.centre)
    )
    found = await connection.execute(query)
    return [CentreDay(row.centre, row.distribution_ends, is_closed=row.closed_at is not None) for row in found]
