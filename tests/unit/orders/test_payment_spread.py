"""One payment over several orders: nothing is lost, and no order is covered by half."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.payments import WaitingOrder, lacking, spread

PAYER = UUID(int=0)
CENTS = st.integers(0, 5_000)


@given(
    amount=CENTS,
    totals=st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5_000)), max_size=6),
    purses=st.lists(CENTS, min_size=5, max_size=5),
)
def test_no_cent_is_made_or_lost(amount: int, totals: list[tuple[int, int]], purses: list[int]) -> None:
    orders = [WaitingOrder(UUID(int=100 + n), UUID(int=who), total) for n, (who, total) in enumerate(totals)]
    before = {UUID(int=who): cents for who, cents in enumerate(purses)}
    after = spread(amount, PAYER, orders, before)
    held = sum(covered.order.total_cents for covered in after.covered)
    assert sum(after.credit_cents.values()) + held == sum(before.values()) + amount
    assert all(cents >= 0 for cents in after.credit_cents.values())
    assert sum(covered.given_cents for covered in after.covered) <= amount


@given(
    totals=st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5_000)), max_size=6),
    purses=st.lists(CENTS, min_size=5, max_size=5),
)
def test_what_is_lacking_covers_every_order_and_leaves_nothing_over(
    totals: list[tuple[int, int]], purses: list[int]
) -> None:
    orders = [WaitingOrder(UUID(int=100 + n), UUID(int=who), total) for n, (who, total) in enumerate(totals)]
    before = {UUID(int=who): cents for who, cents in enumerate(purses)}
    amount = lacking(orders, before)
    after = spread(amount, PAYER, orders, before)
    assert [covered.order for covered in after.covered] == orders
    assert sum(covered.given_cents for covered in after.covered) == amount


def test_an_order_that_lacks_too_much_is_passed_over() -> None:
    dear, cheap = WaitingOrder(UUID(int=1), UUID(int=5), 900), WaitingOrder(UUID(int=2), UUID(int=6), 300)
    after = spread(500, PAYER, [dear, cheap], {PAYER: 10, UUID(int=5): 0, UUID(int=6): 0})
    assert [covered.order for covered in after.covered] == [cheap]
    assert after.credit_cents[PAYER] == 210
