"""Who could take which shift: availability, skill, hours, rest. The choice among them is roster_choice's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, permutations
from typing import Self

from services.supply.domain.shifts import Shift
from shared.kernel.refusal import Refused

# Crossing town by bus from the warehouse to a centre, or from one centre to the next.
REST_BETWEEN_PLACES = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """When a volunteer can help, in the network's local time.

    Raises:
        Refused: ``availability_backwards`` where it ends before it starts, or lasts no time.
    """

    starts: datetime
    ends: datetime

    def __post_init__(self) -> None:
        if self.ends <= self.starts:
            raise Refused("availability_backwards", starts=self.starts, ends=self.ends)


@dataclass(frozen=True, slots=True)
class Volunteer:
    """What a roster needs to know of a volunteer: never a name.

    ``max_minutes`` is the most for this cycle, ``done_minutes`` what the last cycles took.
    """

    volunteer: str
    centre: str
    skills: frozenset[str]
    max_minutes: int
    done_minutes: int
    available: tuple[Window, ...]

    def can_take(self, shift: Shift) -> bool:
        """Whether the skill is there, the hours suffice and the whole shift lies in one window."""
        return shift.kind in self.skills and shift.minutes <= self.max_minutes and self.can_come(shift)

    def can_come(self, shift: Shift) -> bool:
        """Whether the whole shift lies in one window."""
        return any(window.starts <= shift.starts and shift.ends <= window.ends for window in merged(self.available))

    def substitutes_in(self, shift: Shift) -> bool:
        """Whether the shift is another centre's. The warehouse is everyone's."""
        return shift.centre is not None and shift.centre != self.centre


@dataclass(frozen=True, slots=True, order=True)
class Assignment:
    """One volunteer in one shift; ``substitute`` when from another centre, ``by_hand`` when the coordinator said so."""

    shift: str
    volunteer: str
    substitute: bool
    by_hand: bool = False

    @classmethod
    def of(cls, shift: Shift, person: Volunteer, *, by_hand: bool = False) -> Self:
        """This volunteer in this shift."""
        return cls(shift.shift, person.volunteer, person.substitutes_in(shift), by_hand)


@dataclass(frozen=True, slots=True)
class Roster:
    """Shifts by start, assignments by shift and volunteer.

    ``proven``: no other roster that keeps to what was decided by hand fills more places, needs fewer substitutes or
    is fairer. ``version`` grows with each change; 0: not stored yet.
    """

    shifts: tuple[Shift, ...]
    assignments: tuple[Assignment, ...]
    proven: bool
    version: int = 0

    def shifts_of(self, volunteer: str) -> list[Shift]:
        """Where a volunteer is, by start."""
        codes = {one.shift for one in self.assignments if one.volunteer == volunteer}
        return [shift for shift in self.shifts if shift.shift in codes]

    def understaffed(self) -> list[tuple[Shift, int]]:
        """The shifts that lack volunteers, each with how many."""
        taken = [assignment.shift for assignment in self.assignments]
        missing = ((shift, shift.needed - taken.count(shift.shift)) for shift in self.shifts)
        return [(shift, count) for shift, count in missing if count > 0]


def merged(windows: Iterable[Window]) -> list[Window]:
    """The same time as few windows: those that overlap or touch become one, by start."""
    whole: list[Window] = []
    for window in sorted(windows):
        if whole and window.starts <= whole[-1].ends:
            whole[-1] = Window(whole[-1].starts, max(whole[-1].ends, window.ends))
        else:
            whole.append(window)
    return whole


def clash(one: Shift, other: Shift) -> bool:
    """Whether nobody can take both: they overlap, or leave under half an hour to change place on a day."""
    first, second = sorted((one, other), key=lambda shift: (shift.starts, shift.shift))
    pause = second.starts - first.ends
    if pause < timedelta(0):
        return True
    same_day = first.ends.date() == second.starts.date()
    return same_day and first.centre != second.centre and pause < REST_BETWEEN_PLACES


def exclusive(shifts: Sequence[Shift]) -> list[list[Shift]]:
    """Groups of shifts of which nobody can take two; every two that clash are in some group.

    Few large groups tell a solver the same as many pairs, and far faster.
    """
    left = {(one.shift, other.shift) for one, other in permutations(shifts, 2) if clash(one, other)}
    groups = []
    for one, other in combinations(shifts, 2):
        if (one.shift, other.shift) in left:
            group = [one, other]
            for more in shifts:
                if more not in group and all(clash(more, each) for each in group):
                    group.append(more)
            left -= {(first.shift, second.shift) for first, second in permutations(group, 2)}
            groups.append(group)
    return groups
