"""When and where a centre's households fetch their goods, as far as it is known."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, func

from services.orders.storage.centre_tables import centres
from services.orders.storage.cycle_tables import cycle_centres, distributions


@dataclass(frozen=True, slots=True)
class Fetch:
    """Where and when to fetch: local times of the network, null while only the day is known."""

    centre: str
    place: str
    day: date | None
    starts: datetime | None
    ends: datetime | None


def with_fetch(
    source: FromClause, cycle: ColumnElement[str], centre: ColumnElement[str], group_order: ColumnElement[Any]
) -> FromClause:
    """``source`` joined with what ``fetch_columns`` reads."""
    announced = (cycle_centres.c.cycle == cycle) & (cycle_centres.c.centre == centre)
    return (
        source.outerjoin(cycle_centres, announced)
        .outerjoin(distributions, distributions.c.group_order_id == group_order)
        .outerjoin(centres, centres.c.code == centre)
    )


def fetch_columns() -> tuple[ColumnElement[Any], ...]:
    """``place``, ``starts``, ``ends``: as scheduled, else as announced, else the centre's usual place."""
    announced = cycle_centres.c
    place = func.coalesce(func.nullif(distributions.c.place, ""), func.nullif(announced.place, ""), centres.c.place, "")
    return (
        place.label("place"),
        func.coalesce(distributions.c.starts, announced.distribution_starts).label("starts"),
        func.coalesce(distributions.c.ends, announced.distribution_ends).label("ends"),
    )
