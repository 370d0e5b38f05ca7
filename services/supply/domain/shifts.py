"""The shifts of a cycle: reception, repacking, one distribution a centre, sized from weight and households.

Times are the network's local time, so they carry no zone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from shared.kernel.quantity import Unit
from shared.kernel.rounding import half_up_ratio, share

# Where a product doesn't say: a litre weighs about a kilogram; jars, tins and soap run from 100 g to 900 g.
USUAL_NET_GRAMS = {Unit.KG: 1000, Unit.L: 1000, Unit.PIECE: 500}

# One person unloads and checks about half a tonne of sacks in a morning; nobody unloads alone.
RECEPTION_GRAMS_EACH = 500_000
RECEPTION_HOURS = (time(9), time(12))

# One person weighs out and labels about 250 kg in three hours; four keep one set of scales busy.
REPACKING_GRAMS_EACH = 250_000
REPACKING_TEAM = 4
REPACKING_BLOCKS = ((time(9), time(12)), (time(14), time(17)))

LEAST_AT_WAREHOUSE = 2

# The network's rule: four hand out at a centre, five above forty households.
DISTRIBUTION_TEAM = 4
LARGE_DISTRIBUTION_TEAM = 5
LARGE_DISTRIBUTION_ABOVE = 40

# Hours longer than this are handed from one team to the next.
LONGEST_SHIFT = timedelta(hours=6)


class ShiftKind(StrEnum):
    """What is done in a shift; a volunteer needs the skill of that name."""

    RECEPTION = "reception"
    REPACKING = "repacking"
    DISTRIBUTION = "distribution"


@dataclass(frozen=True, slots=True)
class Shift:
    """Some hours at one place: the warehouse when ``centre`` is None, else that centre.

    ``needed`` is how many volunteers it takes.
    """

    shift: str
    kind: ShiftKind
    centre: str | None
    starts: datetime
    ends: datetime
    needed: int

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return (self.ends - self.starts) // timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class CentreLoad:
    """What one centre's households ordered, and when they fetch it: hours that the cycle's opening checked."""

    centre: str
    households: int
    weight_grams: int
    starts: datetime
    ends: datetime


def weight_grams(quantity: int, unit: Unit, net_grams: int | None = None) -> int:
    """The net weight of a quantity in base units, half-up to the gram.

    >>> weight_grams(5_000, Unit.L, 917), weight_grams(5_000, Unit.L), weight_grams(3, Unit.PIECE, 100)
    (4585, 5000, 300)

    Args:
        quantity: In grams, millilitres or pieces.
        unit: The product's display unit.
        net_grams: What a litre or a piece of it weighs; None: a kilogram, half of one.
    """
    return half_up_ratio(quantity * (net_grams or USUAL_NET_GRAMS[unit]), unit.base)


def plan_shifts(delivery: date, loads: Iterable[CentreLoad]) -> list[Shift]:
    """The shifts of a cycle, by start then code: none for a centre without orders, none at all without any.

    Args:
        delivery: The day everything reaches the warehouse.
        loads: The centres of the cycle, in any order.
    """
    served = sorted((load for load in loads if load.households > 0), key=lambda load: load.centre)
    if not served:
        return []
    weight = sum(load.weight_grams for load in served)
    first = min(load.starts for load in served)
    shifts = [_reception(delivery, weight), *_repacking(delivery, first, weight)]
    for load in served:
        shifts += _distributions(load)
    return sorted(shifts, key=lambda shift: (shift.starts, shift.shift))


def _reception(delivery: date, weight: int) -> Shift:
    opens, closes = (datetime.combine(delivery, hour) for hour in RECEPTION_HOURS)
    needed = max(LEAST_AT_WAREHOUSE, _started(weight, RECEPTION_GRAMS_EACH))
    return Shift("reception", ShiftKind.RECEPTION, None, opens, closes, needed)


def _repacking(delivery: date, first_distribution: datetime, weight: int) -> list[Shift]:
    """Teams of four in the earliest blocks; larger teams where the days do not suffice."""
    places = max(LEAST_AT_WAREHOUSE, _started(weight, REPACKING_GRAMS_EACH))
    blocks = repacking_blocks(delivery, first_distribution)[: _started(places, REPACKING_TEAM)]
    teams = share(places, [1] * len(blocks))
    return [
        Shift(f"repacking-{number}", ShiftKind.REPACKING, None, *block, max(LEAST_AT_WAREHOUSE, team))
        for number, (block, team) in enumerate(zip(blocks, teams, strict=True), start=1)
    ]


def repacking_blocks(delivery: date, first_distribution: datetime) -> list[tuple[datetime, datetime]]:
    """Mornings and afternoons after reception that end before the first distribution starts.

    Where there is none, goods are repacked as they come in: the hours of reception.
    """
    _, received = (datetime.combine(delivery, hour) for hour in RECEPTION_HOURS)
    days = range(max(0, (first_distribution.date() - delivery).days + 1))
    blocks = [
        (datetime.combine(day, opens), datetime.combine(day, closes))
        for day in (delivery + timedelta(days=offset) for offset in days)
        for opens, closes in REPACKING_BLOCKS
    ]
    fitting = [(opens, ends) for opens, ends in blocks if opens >= received and ends <= first_distribution]
    return fitting or [(datetime.combine(delivery, RECEPTION_HOURS[0]), received)]


def _distributions(load: CentreLoad) -> list[Shift]:
    """One shift for the centre's hours; hours longer than six are split evenly."""
    large = load.households > LARGE_DISTRIBUTION_ABOVE
    needed = LARGE_DISTRIBUTION_TEAM if large else DISTRIBUTION_TEAM
    parts = _split(load.starts, load.ends)
    codes = [f"distribution-{load.centre}"] if len(parts) == 1 else _numbered(f"distribution-{load.centre}", len(parts))
    return [
        Shift(code, ShiftKind.DISTRIBUTION, load.centre, *part, needed) for code, part in zip(codes, parts, strict=True)
    ]


def _numbered(code: str, count: int) -> list[str]:
    return [f"{code}-{number}" for number in range(1, count + 1)]


def _split(starts: datetime, ends: datetime) -> Sequence[tuple[datetime, datetime]]:
    minutes = (ends - starts) // timedelta(minutes=1)
    parts = max(1, _started(minutes, LONGEST_SHIFT // timedelta(minutes=1)))
    edges = [starts]
    for length in share(minutes, [1] * parts):
        edges.append(edges[-1] + timedelta(minutes=length))
    edges[-1] = ends
    return list(pairwise(edges))


def _started(amount: int, each: int) -> int:
    """How many times ``each`` is started to make ``amount``."""
    return -(-amount // each)
