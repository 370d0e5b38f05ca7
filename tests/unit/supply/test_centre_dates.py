"""Each centre's own dates, else the cycle's day at the usual hours; own part by part."""

from datetime import date, datetime, time

import pytest

from services.supply.domain.centre_dates import CentreDates, DistributionHours, KnownCentre, Schedule, schedules
from shared.kernel.refusal import Refused

DAY = date(2026, 12, 18)
HOURS = DistributionHours(time(14), time(19))


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour)  # noqa: DTZ001 - the network's local time


def test_active_centres_take_part_and_unheard_ones_that_are_named() -> None:
    named = [CentreDates("NEW"), CentreDates("SHUT"), CentreDates("DUC", place="cave")]
    known = [KnownCentre("DUC", True, "hall"), KnownCentre("MIN", True, "hall"), KnownCentre("SHUT", False, "")]
    found = schedules(named, known, DAY, HOURS)
    assert [(schedule.centre, schedule.place) for schedule in found] == [("DUC", "cave"), ("MIN", "hall"), ("NEW", "")]


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (None, None, (at(18, 14), at(18, 19))),
        (at(19, 9), at(19, 12), (at(19, 9), at(19, 12))),
        (at(17, 16), None, (at(17, 16), at(17, 19))),
        (None, at(17, 18), (at(17, 14), at(17, 18))),
    ],
)
def test_what_a_centre_does_not_say_is_usual(
    starts: datetime | None, ends: datetime | None, expected: tuple[datetime, datetime]
) -> None:
    dates = CentreDates("DUC", at(4, 18), starts, ends, "hall")
    assert schedules([dates], [], DAY, HOURS) == [Schedule("DUC", at(4, 18), *expected, "hall")]


def test_ending_before_starting_is_refused() -> None:
    with pytest.raises(Refused, match="distribution_hours_invalid"):
        schedules([CentreDates("DUC", distribution_starts=at(18, 20))], [], DAY, HOURS)
