"""Goods that come on another day than was agreed, and when each centre can hand them out (docs/incidents.md)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from services.supply.domain.incident import HouseholdPart
from shared.kernel.refusal import Refused

WHOLE_ORDER = ""
"""In the place of a product: what is said is of all that a household ordered."""

FARTHEST = timedelta(days=366)
"""From the day on which goods were to come: another year is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """When a centre hands goods out, in local time; ``version`` of what was last said of it."""

    centre: str
    starts: datetime
    ends: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Moved:
    """When a centre hands goods out instead."""

    centre: str
    starts: datetime
    ends: datetime
    new_starts: datetime
    new_ends: datetime


@dataclass(frozen=True, slots=True)
class Dates:
    """What the coordinator wants instead of what would be proposed, for one centre."""

    centre: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class LateGoods:
    """An order that comes on another day; ``orders`` are those that count, by centre: order id and member number."""

    cycle: str
    number: int
    supplier: str
    amendment: int
    new_date: date
    moved: tuple[Moved, ...]
    distributions: tuple[Distribution, ...]
    orders: Mapping[str, tuple[tuple[UUID, str], ...]]

    @property
    def rests_on(self) -> tuple[object, object, object]:
        """The purchase orders, what suppliers offer (the dates of the cycle), what households ordered."""
        touched = {one.centre for one in self.moved}
        asked = sorted((centre, each) for centre, each in self.orders.items() if centre in touched)
        return (self.number, self.amendment), self.distributions, asked

    def households(self) -> tuple[HouseholdPart, ...]:
        """Everyone who fetches goods at a centre that is moved, by member number."""
        found = [
            HouseholdPart(order_id, household, one.centre, WHOLE_ORDER, 0, 0)
            for one in self.moved
            for order_id, household in self.orders.get(one.centre, ())
        ]
        return tuple(sorted(found, key=lambda part: part.household))


def moved(
    distributions: Sequence[Distribution], delivery: date, new_date: date, wanted: Iterable[Dates]
) -> tuple[Moved, ...]:
    """The centres whose goods would not be there in time, and those that the coordinator names, by code.

    Where every centre hands out a day after ``delivery`` or later, the day after the goods come is for repacking.
    A centre keeps its hours.

    Raises:
        Refused: ``incident_date_too_far``, ``incident_centre_unknown``, ``distribution_hours_invalid`` or
            ``incident_before_goods``.
    """
    if abs(new_date - delivery) > FARTHEST:
        raise Refused("incident_date_too_far", comes=new_date, delivery=delivery)
    named = {one.centre: one for one in wanted}
    if unknown := named.keys() - {one.centre for one in distributions}:
        raise Refused("incident_centre_unknown", centre=min(unknown))
    apart = bool(distributions) and all(one.starts.date() > delivery for one in distributions)
    first_day = new_date + timedelta(days=1 if apart else 0)
    found = [
        _moved(one, named[one.centre], new_date) if one.centre in named else _later(one, first_day)
        for one in distributions
        if one.centre in named or one.starts.date() < first_day
    ]
    return tuple(sorted(found, key=lambda one: one.centre))


def _moved(before: Distribution, wanted: Dates, new_date: date) -> Moved:
    if wanted.ends <= wanted.starts:
        raise Refused("distribution_hours_invalid", centre=wanted.centre, starts=wanted.starts, ends=wanted.ends)
    if wanted.starts.date() < new_date:
        raise Refused("incident_before_goods", centre=wanted.centre, starts=wanted.starts, comes=new_date)
    return Moved(before.centre, before.starts, before.ends, wanted.starts, wanted.ends)


def _later(before: Distribution, day: date) -> Moved:
    days = day - before.starts.date()
    later = replace(before, starts=before.starts + days, ends=before.ends + days)
    return Moved(before.centre, before.starts, before.ends, later.starts, later.ends)
