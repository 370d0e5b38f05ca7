"""How often one may try to sign in."""

from datetime import timedelta

from services.orders.domain.access import LONGEST_PAUSE, pause_after


def test_the_first_failures_cost_nothing_then_each_waits_twice_as_long() -> None:
    pauses = [pause_after(failures) for failures in range(4, 20)]
    assert pauses[:4] == [timedelta(), timedelta(seconds=1), timedelta(seconds=2), timedelta(seconds=4)]
    assert pauses[-1] == pause_after(10_000) == LONGEST_PAUSE
    assert pauses == sorted(pauses)
