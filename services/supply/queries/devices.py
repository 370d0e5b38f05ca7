"""The devices of halls, and since when those of each centre are wanted."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import and_, exists, func, null, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.cycle_tables import cycle_centres, cycles
from services.supply.storage.demand_tables import centres, left_out_centres
from services.supply.storage.device_tables import devices
from services.supply.storage.distribution_tables import distribution_days

DEVICE_NAMES = (
    select(centres.c.name, null()).select_from(devices).outerjoin(centres, centres.c.centre == devices.c.centre)
)


async def wanted_since(connection: AsyncConnection, zone: ZoneInfo) -> dict[str, datetime | None]:
    """Each centre, and the beginning of the first day of distribution there that is not closed."""
    day, closed = cycle_centres.c, distribution_days.c
    left_out = exists().where(left_out_centres.c.cycle == day.cycle, left_out_centres.c.centre == day.centre)
    open_days = (
        select(day.centre, func.min(day.distribution_starts).label("starts"))
        .join(cycles, cycles.c.cycle == day.cycle)
        .outerjoin(distribution_days, and_(closed.cycle == day.cycle, closed.centre == day.centre))
        .where(cycles.c.state == "settled", day.scheduled_version.is_not(None), closed.closed_at.is_(None), ~left_out)
        .group_by(day.centre)
        .subquery()
    )
    found = select(centres.c.centre, open_days.c.starts).outerjoin(open_days, open_days.c.centre == centres.c.centre)
    rows = await connection.execute(found.where(centres.c.active))
    return {row.centre: None if row.starts is None else _day_of(row.starts, zone) for row in rows}


def _day_of(moment: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(moment.astimezone(zone), time(), zone)
