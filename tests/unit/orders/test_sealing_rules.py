"""When a group order may be reopened or take a late order, and what a cycle's state is."""

import pytest

from services.orders.domain.entry import OrderState
from services.orders.domain.sealing import CycleMarks, CycleState, cycle_state, refuse_admission, refuse_reopening
from shared.kernel.refusal import Refused


@pytest.mark.parametrize(
    ("marks", "state"),
    [
        (CycleMarks(), CycleState.ANNOUNCED),
        (CycleMarks(opened=5), CycleState.OPEN),
        (CycleMarks(closing=7), CycleState.CLOSING),
        (CycleMarks(opened=5, closing=7, sealed=9), CycleState.SEALED),
        (CycleMarks(opened=5, sealed=9, posted_run=1), CycleState.SETTLED),
        (CycleMarks(opened=5, sealed=9, posted_run=1, archived=12), CycleState.ARCHIVED),
    ],
)
def test_the_furthest_proved_state_counts(marks: CycleMarks, state: CycleState) -> None:
    assert cycle_state(marks) is state


def test_a_sealed_cycle_is_never_reopened() -> None:
    with pytest.raises(Refused, match="cycle_sealed"):
        refuse_reopening("2026-12", sealed=True, reason="one household was forgotten")


def test_reopening_takes_a_reason() -> None:
    with pytest.raises(Refused, match="reopening_needs_reason"):
        refuse_reopening("2026-12", sealed=False, reason="  ")
    refuse_reopening("2026-12", sealed=False, reason="one household was forgotten")


def test_only_a_late_order_is_admitted_and_only_before_the_cycle_is_settled() -> None:
    refuse_admission("2026-12", OrderState.LATE, settled=False)
    with pytest.raises(Refused, match="order_not_late"):
        refuse_admission("2026-12", OrderState.CONFIRMED, settled=False)
    with pytest.raises(Refused, match="late_order_after_settlement"):
        refuse_admission("2026-12", OrderState.LATE, settled=True)
