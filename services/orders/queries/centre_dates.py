"""A centre in a cycle as posters and forms announce it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.centre_tables import centres
from services.orders.storage.cycle_tables import cycle_centres, cycles, group_orders
from services.orders.storage.handing_over import fetch_columns, with_fetch


@dataclass(frozen=True, slots=True)
class CentreDates:
    """When orders are taken at a centre and when and where goods are fetched; times are local, null while unknown.

    Orders end on the cycle's ``last_day``, at the centre's own moment ``closes`` where it said one.
    """

    cycle: str
    cycle_name: str
    centre: str
    centre_name: str
    opens: date
    last_day: date
    closes: datetime | None
    distribution: date
    place: str
    starts: datetime | None
    ends: datetime | None


async def centre_dates(connection: AsyncConnection, cycle: str, centre: str) -> CentreDates | None:
    """The centre's dates; ``None``: it takes no part, or the cycle was not announced."""
    group, its = group_orders.c, cycles.c
    source = with_fetch(group_orders.join(cycles, its.code == group.cycle), group.cycle, group.centre, group.id)
    found = (
        select(
            *(its.code.label("cycle"), func.coalesce(its.name, its.code).label("cycle_name"), group.centre),
            func.coalesce(centres.c.name, group.centre).label("centre_name"),
            *(its.opens, its.closes.label("last_day"), cycle_centres.c.closes, its.distribution, *fetch_columns()),
        )
        .select_from(source)
        .where(group.cycle == cycle, group.centre == centre, its.opened_version.is_not(None))
    )
    row = (await connection.execute(found)).mappings().one_or_none()
    return None if row is None else CentreDates(**row)
