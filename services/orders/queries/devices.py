"""The devices of order tables, with who used them last; and since when those of each centre are wanted."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.access_tables import users
from services.orders.storage.centre_tables import centres
from services.orders.storage.cycle_tables import cycles, group_orders
from services.orders.storage.device_tables import devices

DEVICE_NAMES = (
    select(centres.c.name, users.c.name)
    .select_from(devices)
    .outerjoin(centres, centres.c.code == devices.c.centre)
    .outerjoin(users, users.c.id == devices.c.user_id)
)


async def wanted_since(connection: AsyncConnection, zone: ZoneInfo) -> dict[str, datetime | None]:
    """Each centre, and the beginning of the day on which the first cycle opened in which it takes orders now."""
    takes_orders = (group_orders.c.state == "open") & cycles.c.closing_version.is_(None)
    opened = (
        select(group_orders.c.centre, func.min(cycles.c.opens).label("opens"))
        .join(cycles, cycles.c.code == group_orders.c.cycle)
        .where(takes_orders, cycles.c.sealed_version.is_(None))
        .group_by(group_orders.c.centre)
        .subquery()
    )
    found = select(centres.c.code, opened.c.opens).outerjoin(opened, opened.c.centre == centres.c.code)
    rows = await connection.execute(found.where(centres.c.active))
    return {row.code: None if row.opens is None else datetime.combine(row.opens, time(), zone) for row in rows}
