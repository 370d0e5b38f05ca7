"""Where goods are handed out: the centres of settled cycles, and who helps there on the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.cycle_tables import cycle_centres, cycles
from services.supply.storage.demand_tables import centres, left_out_centres
from services.supply.storage.distribution_tables import distribution_days
from services.supply.storage.roster_tables import assignments, shifts, volunteers

_day = cycle_centres.c


@dataclass(frozen=True, slots=True)
class Hall:
    """A centre on the day of distribution of a settled cycle; times are local."""

    cycle: str
    cycle_name: str
    centre: str
    centre_name: str
    place: str
    starts: datetime
    ends: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Helping:
    """A shift with the names of its volunteers; ``centre`` is none at the warehouse. Times are local."""

    kind: str
    centre: str | None
    starts: datetime
    ends: datetime
    needed: int
    names: Sequence[str]


async def halls(connection: AsyncConnection, seen: frozenset[str] | None) -> list[Hall]:
    """Where goods of settled cycles are handed out, of the centres that one may see (``None``: all); the last first."""
    closed = distribution_days.c
    left_out = exists().where(left_out_centres.c.cycle == _day.cycle, left_out_centres.c.centre == _day.centre)
    found = (
        select(_day.cycle, cycles.c.name, _day.centre, centres.c.name.label("centre_name"), _day.place)
        .add_columns(_day.distribution_starts, _day.distribution_ends, closed.closed_at)
        .join(cycles, cycles.c.cycle == _day.cycle)
        .outerjoin(centres, centres.c.centre == _day.centre)
        .outerjoin(distribution_days, and_(closed.cycle == _day.cycle, closed.centre == _day.centre))
        .where(cycles.c.state == "settled", _day.scheduled_version.is_not(None), ~left_out)
        .order_by(_day.distribution_starts.desc(), _day.cycle, _day.centre)
    )
    if seen is not None:
        found = found.where(_day.centre.in_(seen))
    rows = (await connection.execute(found)).all()
    return [Hall(row[0], row[1], row[2], row.centre_name or row[2], *row[4:]) for row in rows]


async def helping(connection: AsyncConnection, hall: Hall, today: date) -> list[Helping]:
    """Who helps at a hall and at the warehouse: today, or on the day of distribution when nobody does today."""
    its, taken = shifts.c, assignments.c
    found = (
        select(its.shift, its.kind, its.centre, its.starts, its.ends, its.needed, volunteers.c.name)
        .outerjoin(assignments, and_(taken.cycle == its.cycle, taken.shift == its.shift))
        .outerjoin(volunteers, volunteers.c.volunteer == taken.volunteer)
        .where(its.cycle == hall.cycle, its.centre.is_(None) | (its.centre == hall.centre))
        .order_by(its.starts, its.shift, volunteers.c.name)
    )
    rows = (await connection.execute(found)).all()
    day = today if any(row.starts.date() == today for row in rows) else hall.starts.date()
    by_shift: dict[str, Helping] = {}
    names: dict[str, list[str]] = {}
    for row in (row for row in rows if row.starts.date() == day):
        of_shift = names.setdefault(row.shift, [])
        by_shift[row.shift] = Helping(row.kind, row.centre, row.starts, row.ends, row.needed, of_shift)
        if row.name is not None:
            of_shift.append(row.name)
    return list(by_shift.values())
