"""The line of steps says where a cycle is: what is done, the one step that is now, what comes."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.queries.cycles import CycleView
from services.supply.queries.purchase_orders import PurchaseOrder
from services.supply.web.pages.cycle_steps import STEPS, steps_of

OPENS, CLOSES, DELIVERY, DISTRIBUTION = date(2026, 12, 1), date(2026, 12, 4), date(2026, 12, 15), date(2026, 12, 18)
DRAFT, APPROVED, SENT, ACKNOWLEDGED, DELIVERED, CANCELLED = (
    PurchaseOrderState(name) for name in ("draft", "approved", "sent", "acknowledged", "delivered", "cancelled")
)


def cycle(state: str) -> CycleView:
    return CycleView("2026-12", state, "", OPENS, CLOSES, DELIVERY, DISTRIBUTION, "3", 0, None, 2_000, (), ())


def order(state: PurchaseOrderState) -> PurchaseOrder:
    return PurchaseOrder(1, "2026-12", 1, "ALMA", state, DELIVERY, 0, 0, 0, 0, 0, 0, 0, (), (), (), ())


@pytest.mark.parametrize(
    ("state", "orders", "now"),
    [
        ("draft", [], "Catalogue published"),
        ("open", [], "Orders closed"),
        ("closing", [], "Orders closed"),
        ("sealed", [], "Orders to suppliers sent"),
        ("sealed", [DRAFT], "Orders to suppliers sent"),
        ("sealed", [APPROVED, SENT], "Orders to suppliers sent"),
        ("sealed", [CANCELLED], "Orders to suppliers sent"),
        ("sealed", [SENT, ACKNOWLEDGED], "Goods delivered"),
        ("sealed", [SENT, CANCELLED], "Goods delivered"),
        ("sealed", [DELIVERED, ACKNOWLEDGED], "Goods delivered"),
        ("sealed", [DELIVERED, CANCELLED], "Final prices"),
        ("settled", [DELIVERED], "Distribution"),
        ("settled", [SENT], "Distribution"),
        ("settled", [], "Distribution"),
        ("archived", [DELIVERED], None),
    ],
)
def test_the_first_step_that_is_not_done_is_now(
    state: str, orders: Sequence[PurchaseOrderState], now: str | None
) -> None:
    steps = steps_of(cycle(state), [order(one) for one in orders], today=DISTRIBUTION)
    names = list(STEPS)
    done = len(names) if now is None else names.index(now)
    assert [step.name for step in steps] == names
    assert [step.state for step in steps] == [
        *["done"] * done,
        *(["now"] if now else []),
        *[""] * (len(names) - done - 1),
    ]


@pytest.mark.parametrize(("days", "now"), [(-1, "Distribution"), (0, "Distribution"), (1, "Archived")])
def test_a_settled_cycle_hands_out_until_its_day_is_over(days: int, now: str) -> None:
    steps = steps_of(cycle("settled"), [order(DELIVERED)], today=DISTRIBUTION + timedelta(days))
    assert [step.name for step in steps if step.state == "now"] == [now]


def test_each_step_has_its_pictogram_and_the_day_that_was_announced() -> None:
    steps = steps_of(cycle("open"), [], today=OPENS)
    assert {step.name: step.pictogram for step in steps} == STEPS
    assert [step.day for step in steps] == [OPENS, CLOSES, None, DELIVERY, None, DISTRIBUTION, None]
