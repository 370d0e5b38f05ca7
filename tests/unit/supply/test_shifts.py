"""How many shifts a cycle has, when, and how many volunteers each takes."""

from datetime import date, datetime, time, timedelta

import pytest

from services.supply.domain.shifts import CentreLoad, Shift, ShiftKind, plan_shifts, repacking_blocks, weight_grams
from shared.kernel.quantity import Unit

DELIVERY = date(2026, 12, 15)


def load(centre: str, households: int, kilograms: int, starts: str = "17T16:00", ends: str = "17T19:00") -> CentreLoad:
    return CentreLoad(centre, households, kilograms * 1000, moment(starts), moment(ends))


def moment(day_and_hour: str) -> datetime:
    return datetime.fromisoformat(f"2026-12-{day_and_hour}")


def of_kind(kind: ShiftKind, *loads: CentreLoad) -> list[Shift]:
    return [shift for shift in plan_shifts(DELIVERY, loads) if shift.kind is kind]


def test_no_orders_no_shifts() -> None:
    assert plan_shifts(DELIVERY, []) == []
    assert plan_shifts(DELIVERY, [load("DUC", 0, 0)]) == []


def test_a_centre_without_orders_has_no_distribution() -> None:
    distributions = of_kind(ShiftKind.DISTRIBUTION, load("DUC", 1, 2), load("MIN", 0, 0))
    assert [shift.centre for shift in distributions] == ["DUC"]


@pytest.mark.parametrize(("households", "needed"), [(1, 4), (40, 4), (41, 5), (400, 5)])
def test_a_distribution_takes_four_and_five_above_forty_households(households: int, needed: int) -> None:
    (shift,) = of_kind(ShiftKind.DISTRIBUTION, load("DUC", households, 10))
    assert (shift.needed, shift.starts, shift.ends) == (needed, moment("17T16:00"), moment("17T19:00"))


@pytest.mark.parametrize(("kilograms", "needed"), [(1, 2), (1000, 2), (1001, 3), (2606, 6)])
def test_reception_takes_one_for_each_started_half_tonne_and_never_one_alone(kilograms: int, needed: int) -> None:
    (shift,) = of_kind(ShiftKind.RECEPTION, load("DUC", 1, kilograms))
    assert (shift.centre, shift.starts, shift.ends) == (None, moment("15T09:00"), moment("15T12:00"))
    assert shift.needed == needed


@pytest.mark.parametrize(
    ("kilograms", "teams"), [(1, [2]), (1000, [4]), (1001, [3, 2]), (2606, [4, 4, 3]), (5001, [6, 5, 5, 5])]
)
def test_repacking_takes_one_for_each_started_250_kg_in_teams_of_four_while_days_last(
    kilograms: int, teams: list[int]
) -> None:
    shifts = of_kind(ShiftKind.REPACKING, load("DUC", 1, kilograms))
    assert [shift.needed for shift in shifts] == teams


def test_repacking_fills_the_half_days_between_reception_and_the_first_distribution() -> None:
    blocks = repacking_blocks(DELIVERY, moment("17T14:00"))
    assert [starts for starts, _ in blocks] == [moment(at) for at in ("15T14:00", "16T09:00", "16T14:00", "17T09:00")]


@pytest.mark.parametrize("first", ["15T16:00", "15T08:00", "10T14:00"])
def test_without_a_half_day_in_between_goods_are_repacked_as_they_come_in(first: str) -> None:
    assert repacking_blocks(DELIVERY, moment(first)) == [(moment("15T09:00"), moment("15T12:00"))]


def test_hours_longer_than_six_are_split_evenly_and_no_minute_is_lost() -> None:
    shifts = of_kind(ShiftKind.DISTRIBUTION, load("DUC", 41, 10, "17T09:00", "17T18:01"))
    assert [(shift.shift, shift.minutes, shift.needed) for shift in shifts] == [
        ("distribution-DUC-1", 271, 5),
        ("distribution-DUC-2", 270, 5),
    ]
    assert shifts[0].ends == shifts[1].starts == datetime.combine(date(2026, 12, 17), time(9)) + timedelta(minutes=271)


def test_a_litre_weighs_a_kilogram_and_a_piece_half_of_one() -> None:
    assert [weight_grams(2000, Unit.KG), weight_grams(2000, Unit.L), weight_grams(4, Unit.PIECE)] == [2000] * 3


def test_a_net_weight_replaces_what_is_usual_and_is_rounded_once() -> None:
    assert [weight_grams(2000, Unit.L, 917), weight_grams(4, Unit.PIECE, 125)] == [1834, 500]
    assert weight_grams(1, Unit.L, 1500) == 2  # 1.5 g


def test_the_order_of_centres_changes_nothing() -> None:
    loads = [load("MIN", 3, 100), load("DUC", 50, 900, "18T14:00", "18T19:00")]
    assert plan_shifts(DELIVERY, loads) == plan_shifts(DELIVERY, reversed(loads))
