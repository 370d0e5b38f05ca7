"""When a cycle's goods are handed out."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Date, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.cycle_tables import cycle_centres, cycles


async def last_distribution_day(connection: AsyncConnection, cycle: str) -> date:
    """The last day on which a centre of an opened cycle hands goods out; the cycle's own if no centre takes part.

    Stock must keep until that day (docs/rules.md, demand and stock).
    """
    ends = func.max(cast(cycle_centres.c.distribution_ends, Date))
    taking_part = select(ends).where(
        cycle_centres.c.cycle == cycles.c.cycle, cycle_centres.c.scheduled_version.is_not(None)
    )
    query = select(func.coalesce(taking_part.scalar_subquery(), cycles.c.distribution)).where(cycles.c.cycle == cycle)
    day: date = (await connection.execute(query)).scalar_one()
    return day


async def last_day(connection: AsyncConnection, of: Sequence[str]) -> date | None:
    """The last distribution day of these cycles; none of none."""
    day: date | None = await connection.scalar(select(func.max(cycles.c.distribution)).where(cycles.c.cycle.in_(of)))
    return day
