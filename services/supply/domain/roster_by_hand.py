"""What the coordinator decides of a roster by hand, and what speaks against a move before it is done."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.supply.domain.rostering import Roster, Volunteer, clash
from services.supply.domain.shifts import Shift
from shared.kernel.refusal import Refused


class Against(StrEnum):
    """What speaks against a place, from what nobody can do to what is only good to know."""

    ALREADY_THERE = "already_there"
    TWO_PLACES = "two_places"
    SKILL = "skill"
    AWAY = "away"
    HOURS = "hours"
    TOO_FEW_LEFT = "too_few_left"
    ONE_TOO_MANY = "one_too_many"
    OTHER_CENTRE = "other_centre"


IMPOSSIBLE = frozenset({Against.ALREADY_THERE, Against.TWO_PLACES})
NEEDS_REASON = frozenset({Against.SKILL, Against.AWAY, Against.HOURS})


class Verdict(StrEnum):
    """Whether a move may be done: at once, with a reason that stays visible, or not at all."""

    FREE = "free"
    REASON = "reason"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Move:
    """One volunteer leaves a shift, joins one, or both; None: no shift on that side."""

    volunteer: str
    left: str | None
    joined: str | None


@dataclass(frozen=True, slots=True)
class Objection:
    """What speaks against a move, the shift that it is about, and its figures.

    ``count`` is minutes given with it (``hours``), people lacking (``too_few_left``) or there (``one_too_many``);
    ``most`` what they should be.
    """

    against: Against
    about: Shift
    count: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Choice:
    """A volunteer is in a shift, or is kept out of it, whatever the next roster would choose."""

    shift: str
    volunteer: str
    placed: bool


def verdict_of(objections: Iterable[Objection]) -> Verdict:
    """What these objections amount to."""
    against = {one.against for one in objections}
    if against & IMPOSSIBLE:
        return Verdict.REFUSED
    return Verdict.REASON if against & NEEDS_REASON else Verdict.FREE


def shift_of(roster: Roster, code: str) -> Shift:
    """A shift of the roster.

    Raises:
        Refused: ``shift_unknown``.
    """
    found = next((shift for shift in roster.shifts if shift.shift == code), None)
    if found is None:
        raise Refused("shift_unknown", shift=code)
    return found


def objections_to(roster: Roster, person: Volunteer, move: Move) -> list[Objection]:
    """All that speaks against a move, the gravest first.

    Raises:
        Refused: ``move_nowhere``, ``shift_unknown`` or ``not_in_shift``.
    """
    if move.left == move.joined:
        raise Refused("move_nowhere")
    mine = roster.shifts_of(person.volunteer)
    left = None if move.left is None else shift_of(roster, move.left)
    if left is not None and left not in mine:
        raise Refused("not_in_shift", shift=left.shift, volunteer=person.volunteer)
    found = [] if left is None else list(_leaving(roster, left))
    if move.joined is not None:
        others = [shift for shift in mine if shift != left]
        found += _joining(roster, person, shift_of(roster, move.joined), others)
    return sorted(found, key=lambda one: list(Against).index(one.against))


def exceptions_of(roster: Roster, person: Volunteer, shift: Shift) -> list[Objection]:
    """What speaks against a volunteer being in the shift that they are in: kept by hand, or changed since."""
    others = [one for one in roster.shifts_of(person.volunteer) if one != shift]
    return list(_asking_too_much(person, shift, others))


def keepable(shifts: Sequence[Shift], people: Iterable[Volunteer], choices: Iterable[Choice]) -> list[Choice]:
    """The choices that a roster of these shifts can keep: of two places at once it keeps the earlier one."""
    known = {shift.shift: shift for shift in shifts}
    codes = {one.volunteer for one in people}
    kept: list[Choice] = []
    there = [one for one in choices if one.shift in known and one.volunteer in codes]
    for one in sorted(there, key=lambda one: (known[one.shift].starts, one)):
        placed = [known[each.shift] for each in kept if each.placed and each.volunteer == one.volunteer]
        if not (one.placed and any(clash(known[one.shift], other) for other in placed)):
            kept.append(one)
    return kept


def _leaving(roster: Roster, left: Shift) -> Iterator[Objection]:
    stay = _count(roster, left) - 1
    if stay < left.needed:
        yield Objection(Against.TOO_FEW_LEFT, left, left.needed - stay, left.needed)


def _joining(roster: Roster, person: Volunteer, joined: Shift, others: Sequence[Shift]) -> Iterator[Objection]:
    if joined in others:
        yield Objection(Against.ALREADY_THERE, joined)
        return
    for other in others:
        if clash(joined, other):
            yield Objection(Against.TWO_PLACES, other)
    yield from _asking_too_much(person, joined, others)
    come = _count(roster, joined) + 1
    if come > joined.needed:
        yield Objection(Against.ONE_TOO_MANY, joined, come, joined.needed)
    if person.substitutes_in(joined):
        yield Objection(Against.OTHER_CENTRE, joined)


def _asking_too_much(person: Volunteer, shift: Shift, others: Sequence[Shift]) -> Iterator[Objection]:
    if shift.kind not in person.skills:
        yield Objection(Against.SKILL, shift)
    if not person.can_come(shift):
        yield Objection(Against.AWAY, shift)
    minutes = shift.minutes + sum(other.minutes for other in others)
    if minutes > person.max_minutes:
        yield Objection(Against.HOURS, shift, minutes, person.max_minutes)


def _count(roster: Roster, shift: Shift) -> int:
    return sum(one.shift == shift.shift for one in roster.assignments)
