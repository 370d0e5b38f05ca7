"""Rosters of small cycles against every roster there could be."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from services.supply.domain.roster_by_hand import Choice, keepable
from services.supply.domain.roster_choice import choose_roster
from services.supply.domain.rostering import Assignment, Volunteer, Window
from services.supply.domain.shifts import CentreLoad, Shift, ShiftKind, plan_shifts, weight_grams
from tests.fixtures.demo_cycle import demo_cycle, demo_outcome

START = datetime.fromisoformat("2026-12-15T08:00")

Assigned = Sequence[tuple[Shift, Volunteer]]


def hours(count: int) -> timedelta:
    return timedelta(hours=count)


@st.composite
def shifts(draw: st.DrawFn, number: int) -> Shift:
    kind = draw(st.sampled_from(ShiftKind))
    centre = draw(st.sampled_from(["A", "B"])) if kind is ShiftKind.DISTRIBUTION else None
    starts = START + draw(st.integers(0, 20)) * timedelta(minutes=30)
    ends = starts + hours(draw(st.integers(1, 5)))
    return Shift(f"S{number}", kind, centre, starts, ends, draw(st.integers(1, 2)))


@st.composite
def volunteers(draw: st.DrawFn, number: int) -> Volunteer:
    begins = draw(st.lists(st.integers(0, 8), max_size=3))
    windows = tuple(Window(START + hours(begin), START + hours(begin + draw(st.integers(2, 9)))) for begin in begins)
    return Volunteer(
        f"V{number}",
        draw(st.sampled_from(["A", "B"])),
        draw(st.frozensets(st.sampled_from([*ShiftKind, "till"]), min_size=1)),
        draw(st.integers(0, 9)) * 60,
        draw(st.integers(0, 5)) * 60,
        windows,
    )


def nobody_does_both(one: Shift, other: Shift) -> bool:
    """At one time, or on one day at two places with less than half an hour to go from one to the other."""
    if one.starts < other.ends and other.starts < one.ends:
        return True
    (_, leaves), (arrives, _) = sorted([(one.starts, one.ends), (other.starts, other.ends)])
    return one.centre != other.centre and leaves.date() == arrives.date() and arrives - leaves < timedelta(minutes=30)


def allowed(one: Volunteer, some: Sequence[Shift]) -> bool:
    """The rules again, minute by minute and pair by pair."""
    minutes = {
        window.starts + timedelta(minutes=n)
        for window in one.available
        for n in range((window.ends - window.starts) // timedelta(minutes=1))
    }
    return (
        sum(shift.minutes for shift in some) <= one.max_minutes
        and not any(nobody_does_both(*pair) for pair in combinations(some, 2))
        and all(shift.kind.value in one.skills for shift in some)
        and all(shift.starts + timedelta(minutes=n) in minutes for shift in some for n in range(shift.minutes))
    )


def check_rules(some_shifts: Sequence[Shift], people: Sequence[Volunteer], made: Sequence[Assignment]) -> None:
    """What nobody decided by hand keeps every rule, also beside what somebody did."""
    shift_of = {one.shift: one for one in some_shifts}
    for one in people:
        mine = [each for each in made if each.volunteer == one.volunteer]
        chosen = [shift_of[each.shift] for each in mine if not each.by_hand]
        assert allowed(one, chosen)
        assert not any(nobody_does_both(*pair) for pair in combinations([shift_of[each.shift] for each in mine], 2))
        assert not chosen or sum(shift_of[each.shift].minutes for each in mine) <= one.max_minutes
    for shift in some_shifts:
        there = [each for each in made if each.shift == shift.shift]
        assert len(there) <= shift.needed or all(each.by_hand for each in there)


def every_roster(some_shifts: Sequence[Shift], people: Sequence[Volunteer]) -> Iterator[Assigned]:
    sets = [
        [
            [(shift, one) for shift in some]
            for size in range(len(some_shifts) + 1)
            for some in combinations(some_shifts, size)
            if allowed(one, some)
        ]
        for one in people
    ]
    for chosen in product(*sets):
        roster = [pair for pairs in chosen for pair in pairs]
        if all(sum(1 for shift, _ in roster if shift == wanted) <= wanted.needed for wanted in some_shifts):
            yield roster


def wishes(some_shifts: Sequence[Shift], people: Sequence[Volunteer], roster: Assigned) -> tuple[int, ...]:
    missing = [(shift, shift.needed - sum(1 for taken, _ in roster if taken == shift)) for shift in some_shifts]
    return (
        sum(count for shift, count in missing if shift.kind is ShiftKind.DISTRIBUTION),
        sum(count for shift, count in missing if shift.kind is not ShiftKind.DISTRIBUTION),
        sum(1 for shift, one in roster if shift.centre not in {None, one.centre}),
        sum(count**2 for _, count in missing),
        sum((one.done_minutes + sum(shift.minutes for shift, who in roster if who == one)) ** 2 for one in people),
    )


@settings(max_examples=30)
@given(st.tuples(*map(shifts, range(4))), st.tuples(*map(volunteers, range(3))))
def test_no_allowed_roster_is_better(some_shifts: tuple[Shift, ...], people: tuple[Volunteer, ...]) -> None:
    made = choose_roster(some_shifts, people)
    shift_of, person_of = {one.shift: one for one in some_shifts}, {one.volunteer: one for one in people}
    roster = [(shift_of[one.shift], person_of[one.volunteer]) for one in made.assignments]
    best = min(wishes(some_shifts, people, each) for each in every_roster(some_shifts, people))
    assert made.proven
    assert all(allowed(one, [shift for shift, who in roster if who == one]) for one in people)
    assert wishes(some_shifts, people, roster) == best
    assert {(shift, one) for shift, one in roster if shift.centre and shift.centre != one.centre} == {
        (shift_of[each.shift], person_of[each.volunteer]) for each in made.assignments if each.substitute
    }
    assert choose_roster(some_shifts[::-1], people[::-1]) == made


@settings(max_examples=30)
@given(st.tuples(*map(shifts, range(3))), st.tuples(*map(volunteers, range(3))), st.data())
def test_what_can_be_kept_by_hand_is_kept_whatever_was_said(
    some_shifts: tuple[Shift, ...], people: tuple[Volunteer, ...], data: st.DataObject
) -> None:
    every = [
        Choice(shift.shift, one.volunteer, placed)
        for shift in some_shifts
        for one in people
        for placed in (True, False)
    ]
    by_hand = data.draw(st.lists(st.sampled_from(every), unique_by=lambda one: (one.shift, one.volunteer)))
    made = choose_roster(some_shifts, people, by_hand)
    there = {(one.shift, one.volunteer) for one in made.assignments}
    kept = keepable(some_shifts, people, by_hand)
    assert made.proven
    assert all(((one.shift, one.volunteer) in there) == one.placed for one in kept)
    assert all(one.placed for one in by_hand if one not in kept)
    check_rules(some_shifts, people, made.assignments)


def test_the_demos_roster_keeps_every_rule() -> None:
    """Seven centres, as many volunteers as a network has: too many rosters to compare, each of them to be checked."""
    some_shifts, people = the_demo()
    made = choose_roster(some_shifts, people)
    assert min(len(people), len(made.assignments)) >= 40
    check_rules(some_shifts, people, made.assignments)


def the_demo() -> tuple[list[Shift], list[Volunteer]]:
    """The demo's volunteers, and shifts for what its households ordered."""
    folder = demo_cycle()
    centre_of = {row.household: row.centre for row in folder.households}
    unit_of = {row.product: row.unit for row in folder.products}
    grams: Counter[str] = Counter()
    fetching: dict[str, set[str]] = {}
    for household, code, ordered, *_ in demo_outcome()["settled"]:
        grams[centre_of[household]] += weight_grams(ordered, unit_of[code])
        fetching.setdefault(centre_of[household], set()).add(household)
    starts, ends = (datetime.combine(folder.cycle.distribution, time(hour)) for hour in (15, 19))
    loads = [CentreLoad(one, len(households), grams[one], starts, ends) for one, households in fetching.items()]
    people = [
        Volunteer(
            *(row.volunteer, row.centre, frozenset(row.skills), row.max_hours, row.hours_done),
            tuple(Window(window.starts, window.ends) for window in row.available),
        )
        for row in folder.volunteers
    ]
    return plan_shifts(folder.cycle.delivery, loads), people
