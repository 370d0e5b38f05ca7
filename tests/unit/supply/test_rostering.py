"""Who may take a shift, and whom the roster chooses."""

from datetime import datetime
from itertools import permutations

import pytest

from services.supply.domain.roster_by_hand import Choice
from services.supply.domain.roster_choice import choose_roster
from services.supply.domain.rostering import Roster, Volunteer, Window, clash, exclusive, merged
from services.supply.domain.shifts import Shift, ShiftKind
from shared.kernel.refusal import Refused


def at(hour: str) -> datetime:
    return datetime.fromisoformat(f"2026-12-18T{hour}")


def window(starts: str, ends: str) -> Window:
    return Window(at(starts), at(ends))


def distribution(centre: str = "DUC", starts: str = "14:00", ends: str = "19:00", needed: int = 1) -> Shift:
    return Shift(f"distribution-{centre}", ShiftKind.DISTRIBUTION, centre, at(starts), at(ends), needed)


def repacking(starts: str = "09:00", ends: str = "12:00", needed: int = 1) -> Shift:
    return Shift(f"repacking-{starts}", ShiftKind.REPACKING, None, at(starts), at(ends), needed)


def volunteer(
    code: str = "V1",
    centre: str = "DUC",
    *,
    skills: frozenset[str] = frozenset(ShiftKind),
    hours: int = 8,
    done: int = 0,
    available: tuple[Window, ...] = (window("08:00", "20:00"),),
) -> Volunteer:
    return Volunteer(code, centre, skills, hours * 60, done * 60, available)


def taken(roster: Roster) -> list[tuple[str, str, bool]]:
    return [(one.shift, one.volunteer, one.substitute) for one in roster.assignments]


def test_availability_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(Refused, match="availability_backwards"):
        window("12:00", "12:00")


def test_windows_that_overlap_or_touch_are_one() -> None:
    windows = [window("13:00", "14:00"), window("08:00", "10:00"), window("09:00", "13:00"), window("15:00", "16:00")]
    assert merged(windows) == [window("08:00", "14:00"), window("15:00", "16:00")]
    assert merged([window("08:00", "20:00"), window("09:00", "10:00")]) == [window("08:00", "20:00")]


def test_the_whole_shift_must_lie_in_one_window() -> None:
    shift = distribution()
    assert volunteer(available=(window("13:00", "16:00"), window("16:00", "20:00"))).can_take(shift)
    assert not volunteer(available=(window("13:00", "16:00"), window("16:01", "20:00"))).can_take(shift)
    assert not volunteer(available=(window("14:01", "20:00"),)).can_take(shift)
    assert not volunteer(available=()).can_take(shift)


def test_a_shift_takes_its_skill_and_the_hours_for_it() -> None:
    assert volunteer(hours=5).can_take(distribution())
    assert not volunteer(hours=4).can_take(distribution())
    assert not volunteer(skills=frozenset({"repacking", "till"})).can_take(distribution())


@pytest.mark.parametrize(
    ("one", "other", "clashing"),
    [
        (distribution("DUC"), distribution("MIN", "18:59", "20:00"), True),
        (distribution("DUC"), distribution("MIN", "19:29", "20:00"), True),
        (distribution("DUC"), distribution("MIN", "19:30", "20:00"), False),
        (distribution("DUC"), distribution("DUC", "19:00", "20:00"), False),
        (repacking("09:00", "12:00"), repacking("12:00", "15:00"), False),
        (repacking("09:00", "13:45"), distribution("DUC"), True),
    ],
)
def test_nobody_is_in_two_places_and_changing_place_takes_half_an_hour(
    one: Shift, other: Shift, *, clashing: bool
) -> None:
    assert clash(one, other) is clash(other, one) is clashing


def test_shifts_that_clash_are_grouped_without_a_pair_lost_or_invented() -> None:
    shifts = [distribution("A", "09:00", "12:00"), distribution("B", "11:00", "14:00"), repacking("14:10", "16:00")]
    groups = [[shift.shift for shift in group] for group in exclusive(shifts)]
    assert groups == [["distribution-A", "distribution-B"], ["distribution-B", "repacking-14:10"]]


def test_without_volunteers_or_shifts_the_roster_is_empty_and_says_what_is_missing() -> None:
    assert choose_roster([], [volunteer()]).assignments == ()
    alone = choose_roster([distribution(needed=4), repacking(needed=2)], [])
    assert (alone.assignments, alone.proven) == ((), True)
    assert [(shift.shift, missing) for shift, missing in alone.understaffed()] == [
        ("repacking-09:00", 2),
        ("distribution-DUC", 4),
    ]


def test_distributions_are_filled_before_other_shifts() -> None:
    roster = choose_roster([repacking(), distribution("MIN")], [volunteer(hours=5)])
    assert taken(roster) == [("distribution-MIN", "V1", True)]


def test_a_centre_has_its_own_volunteers_first_and_substitutes_are_marked() -> None:
    people = [volunteer("V1", "MIN"), volunteer("V2", "DUC", done=100), volunteer("V3", "MIN")]
    assert taken(choose_roster([distribution("DUC")], people)) == [("distribution-DUC", "V2", False)]
    both = choose_roster([distribution("DUC", needed=2)], people)
    assert taken(both) == [("distribution-DUC", "V1", True), ("distribution-DUC", "V2", False)]


def test_the_warehouse_has_no_substitutes() -> None:
    assert taken(choose_roster([repacking()], [volunteer("V1", "MIN")])) == [("repacking-09:00", "V1", False)]


def test_a_volunteer_moves_to_another_shift_when_that_fills_both() -> None:
    morning = (window("08:00", "13:00"),)
    people = [volunteer("V1", hours=3), volunteer("V2", hours=3, available=morning)]
    shifts = [repacking("09:00", "12:00"), repacking("14:00", "17:00")]
    assert taken(choose_roster(shifts, people)) == [("repacking-09:00", "V2", False), ("repacking-14:00", "V1", False)]


def test_hours_go_to_who_did_least() -> None:
    people = [volunteer("V1", done=4), volunteer("V2", done=0), volunteer("V3", done=2)]
    shifts = [repacking("09:00", "12:00"), repacking("14:00", "17:00")]
    assert {code for _, code, _ in taken(choose_roster(shifts, people))} == {"V2", "V3"}


def test_what_cannot_be_filled_is_missing_evenly() -> None:
    shifts = [distribution("DUC", needed=4), distribution("MIN", needed=4)]
    people = [volunteer(f"V{number}", "NOI") for number in range(6)]
    assert [missing for _, missing in choose_roster(shifts, people).understaffed()] == [1, 1]


def test_equals_are_taken_by_code_in_whatever_order_they_come() -> None:
    shifts = [repacking("09:00", "12:00"), distribution("DUC")]
    people = [volunteer("V1"), volunteer("V2"), volunteer("V3")]
    rosters = {
        choose_roster(some_shifts, some_people)
        for some_people in permutations(people)
        for some_shifts in permutations(shifts)
    }
    assert [taken(roster) for roster in rosters] == [
        [("distribution-DUC", "V2", False), ("repacking-09:00", "V1", False)]
    ]


def test_what_was_decided_by_hand_is_kept_beyond_what_was_said() -> None:
    full, alone = distribution(needed=1), volunteer("V2", hours=1, available=())
    chosen = choose_roster([full], [volunteer("V1"), alone], [Choice(full.shift, "V2", placed=True)])
    assert [(one.volunteer, one.by_hand) for one in chosen.assignments] == [("V2", True)]
    kept_out = choose_roster([full], [volunteer("V1")], [Choice(full.shift, "V1", placed=False)])
    assert (kept_out.assignments, kept_out.understaffed()) == ((), [(full, 1)])


def test_more_by_hand_than_places_leaves_none_out() -> None:
    shift, people = distribution(needed=1), [volunteer("V1"), volunteer("V2"), volunteer("V3")]
    by_hand = [Choice(shift.shift, one, placed=True) for one in ("V2", "V3")]
    roster = choose_roster([shift], people, by_hand)
    assert [one.volunteer for one in roster.assignments] == ["V2", "V3"]
    assert roster.understaffed() == []


def test_of_two_places_at_once_the_earlier_is_kept() -> None:
    morning, same_time = repacking("09:00", "12:00"), distribution("DUC", "11:00", "15:00")
    by_hand = [Choice(one.shift, "V1", placed=True) for one in (same_time, morning)]
    roster = choose_roster([morning, same_time], [volunteer("V1")], by_hand)
    assert [one.shift for one in roster.assignments] == [morning.shift]
    assert choose_roster([morning], [volunteer("V1")], [Choice("gone", "V1", placed=True)]).proven
