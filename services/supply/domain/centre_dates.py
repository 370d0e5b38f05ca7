"""When and where each centre hands goods over: its own dates, else the cycle's day at the usual hours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class CentreDates:
    """A centre's own dates in one cycle, in local time; None: the cycle's. ``place`` may be empty."""

    centre: str
    closes: datetime | None = None
    distribution_starts: datetime | None = None
    distribution_ends: datetime | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class KnownCentre:
    """A centre as orders announced it."""

    centre: str
    active: bool
    place: str


@dataclass(frozen=True, slots=True)
class DistributionHours:
    """The usual hours of a distribution, for a centre that names none."""

    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Schedule:
    """What one centre announces: when orders close (None: the cycle's day), when and where goods are fetched."""

    centre: str
    closes: datetime | None
    starts: datetime
    ends: datetime
    place: str


def schedules(
    named: Iterable[CentreDates], known: Iterable[KnownCentre], day: date, hours: DistributionHours
) -> list[Schedule]:
    """The schedule of every centre that takes part, by code.

    A centre takes part when it is active; one the cycle names takes part even before orders
    announced it, unless it is known to be inactive.

    Raises:
        Refused: ``distribution_hours_invalid``: it would end before it starts.
    """
    by_code = {dates.centre: dates for dates in named}
    announced = {centre.centre: centre for centre in known}
    taking_part = [
        code for code in sorted(by_code.keys() | announced.keys()) if code not in announced or announced[code].active
    ]
    return [_schedule(by_code.get(code, CentreDates(code)), announced, day, hours) for code in taking_part]


def _schedule(
    dates: CentreDates, announced: Mapping[str, KnownCentre], day: date, hours: DistributionHours
) -> Schedule:
    own_day = (dates.distribution_starts or dates.distribution_ends or datetime.combine(day, hours.starts)).date()
    starts = dates.distribution_starts or datetime.combine(own_day, hours.starts)
    ends = dates.distribution_ends or datetime.combine(own_day, hours.ends)
    if ends <= starts:
        raise Refused("distribution_hours_invalid", centre=dates.centre, starts=starts, ends=ends)
    place = dates.place or (announced[dates.centre].place if dates.centre in announced else "")
    return Schedule(dates.centre, dates.closes, starts, ends, place)
