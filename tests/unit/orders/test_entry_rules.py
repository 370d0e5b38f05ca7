"""Whether an order may be entered, decided from what is asked and what is stored."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.orders.domain.entry import (
    AnswerAgain,
    BookedPayment,
    OrderAsked,
    OrderState,
    PaymentMade,
    Stored,
    StoredOrder,
    Write,
    answered_before,
    judge,
)
from services.orders.domain.ledger import Means
from shared.kernel.refusal import Refused

ORDER, HOUSEHOLD, PAYMENT = UUID(int=1), UUID(int=2), UUID(int=3)
CASH = PaymentMade(PAYMENT, Means.CASH, 500)
ASKED = OrderAsked(ORDER, HOUSEHOLD, "2026-12", 0, b"same", (), offline=False)
NOTHING = Stored(credit_cents=0, group_order_state="open", order=None, first_order=None, payments={})
CONFIRMED = StoredOrder(HOUSEHOLD, "2026-12", 10, OrderState.CONFIRMED, 0, b"same", 300)
WAITING = replace(CONFIRMED, state=OrderState.WAITING, held_cents=0)
LATE = replace(WAITING, state=OrderState.LATE)


def code(asked: OrderAsked, stored: Stored, total: int = 300) -> str:
    with pytest.raises(Refused) as refused:
        _decide(asked, stored, total)
    return refused.value.code


def _decide(asked: OrderAsked, stored: Stored, total: int) -> None:
    assert answered_before(asked, stored) is None
    judge(asked, total, stored)


@pytest.mark.parametrize(
    ("asked", "stored", "expected"),
    [
        (ASKED, replace(NOTHING, credit_cents=None), "household_unknown"),
        (replace(ASKED, base_version=5), NOTHING, "order_unknown"),
        (replace(ASKED, request_hash=b"other"), replace(NOTHING, order=CONFIRMED), "order_differs"),
        (replace(ASKED, base_version=9), replace(NOTHING, order=CONFIRMED), "order_changed"),
        (replace(ASKED, household_id=ORDER), replace(NOTHING, order=CONFIRMED), "order_id_taken"),
        (
            replace(ASKED, base_version=10),
            replace(NOTHING, order=replace(CONFIRMED, state=OrderState.CANCELLED)),
            "order_not_open",
        ),
        (replace(ASKED, cycle="2027-01", base_version=10), replace(NOTHING, order=CONFIRMED), "order_of_another_cycle"),
        (
            replace(ASKED, base_version=10),
            replace(NOTHING, order=LATE, group_order_state="sealed"),
            "order_in_late_tray",
        ),
        (
            replace(ASKED, payments=(CASH,)),
            replace(NOTHING, group_order_state="sealed", cycle_over=True),
            "cycle_over",
        ),
        (ASKED, replace(NOTHING, first_order=PAYMENT), "second_order"),
        (ASKED, replace(NOTHING, group_order_state=None), "centre_takes_no_part"),
        (ASKED, replace(NOTHING, group_order_state="sealed"), "centre_sealed"),
        (
            replace(ASKED, base_version=10),
            replace(NOTHING, order=replace(CONFIRMED, held_cents=100)),
            "not_enough_paid",
        ),
    ],
)
def test_refusals(asked: OrderAsked, stored: Stored, expected: str) -> None:
    assert code(asked, stored) == expected


@pytest.mark.parametrize(
    "booked",
    [
        BookedPayment(ORDER, Means.CASH, 500, frozenset()),
        BookedPayment(HOUSEHOLD, Means.CARD, 500, frozenset()),
        BookedPayment(HOUSEHOLD, Means.CASH, 499, frozenset()),
        BookedPayment(HOUSEHOLD, Means.CASH, 500, frozenset(), date(2027, 1, 5)),
    ],
)
def test_a_payment_id_means_one_payment(booked: BookedPayment) -> None:
    assert code(replace(ASKED, payments=(CASH,)), replace(NOTHING, payments={PAYMENT: booked})) == "payment_differs"


def test_money_decides_between_confirmed_and_waiting() -> None:
    assert judge(ASKED, 300, replace(NOTHING, credit_cents=300)) == Write(OrderState.CONFIRMED, 0, ())
    assert judge(ASKED, 300, replace(NOTHING, credit_cents=299)) == Write(OrderState.WAITING, 0, ())
    paid = replace(ASKED, payments=(replace(CASH, amount_cents=None),))
    assert judge(paid, 300, NOTHING) == Write(OrderState.CONFIRMED, 0, paid.payments)


def test_a_booked_payment_counts_as_credit_only() -> None:
    stored = replace(NOTHING, payments={PAYMENT: BookedPayment(HOUSEHOLD, Means.CASH, 500, frozenset())})
    assert judge(replace(ASKED, payments=(CASH,)), 300, stored) == Write(OrderState.WAITING, 0, ())


def test_the_same_request_is_answered_again_and_its_new_money_kept() -> None:
    stored = replace(NOTHING, order=CONFIRMED, group_order_state="sealed")
    assert answered_before(replace(ASKED, payments=(CASH,)), stored) == AnswerAgain((CASH,))


def test_a_waiting_order_is_judged_anew() -> None:
    stored = replace(NOTHING, order=WAITING)
    assert answered_before(ASKED, stored) is None
    assert judge(ASKED, 300, stored) == AnswerAgain(())
    assert judge(ASKED, 300, replace(stored, credit_cents=300)) == Write(OrderState.CONFIRMED, 10, ())
    paid = replace(ASKED, payments=(replace(CASH, amount_cents=100),))
    assert judge(paid, 300, stored) == Write(OrderState.WAITING, 10, paid.payments)


@pytest.mark.parametrize("asked", [replace(ASKED, payments=(CASH,)), replace(ASKED, offline=True)])
def test_a_sealed_centre_keeps_what_has_money_or_was_keyed_offline(asked: OrderAsked) -> None:
    stored = replace(NOTHING, group_order_state="sealed")
    assert judge(asked, 300, stored) == Write(OrderState.LATE, 0, asked.payments)


def test_a_late_order_is_answered_again_until_its_centre_opens_again() -> None:
    sealed = replace(NOTHING, order=LATE, group_order_state="sealed", credit_cents=300)
    assert answered_before(ASKED, sealed) == AnswerAgain(())
    reopened = replace(sealed, group_order_state="open")
    assert answered_before(ASKED, reopened) is None
    assert judge(ASKED, 300, reopened) == Write(OrderState.CONFIRMED, 10, ())
    assert judge(ASKED, 300, replace(reopened, credit_cents=0)) == Write(OrderState.WAITING, 10, ())
