"""Whatever the rate, a household and the fund share full amounts to the cent; a lower charge raises nobody's."""

from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.ledger import SOLIDARITY_FUND, SOLIDARITY_HELD
from services.orders.domain.settlement import Posting
from services.orders.domain.tariffs import MOST_BASIS_POINTS, ORDINARY, fund_holds_cents, own_cents

cents = st.integers(0, 10**7)
rates = st.integers(0, MOST_BASIS_POINTS)
Books = dict[str, int]


def booked(rate: int, held: int, charges: list[int]) -> list[Books]:
    """The entries of each run that settles an order at this rate, as ``settlement_changes`` reckons them."""
    entries, before = [], 0
    for run, charged in enumerate(charges):
        own = own_cents(charged, rate) - own_cents(before, rate)
        held_back = (0, 0) if run else (own_cents(held, rate), fund_holds_cents(held, rate))
        posting = Posting(held_back[0], own, held_back[1], charged - before - own)
        entries.append(posting.entries("held", "credit", "clearing"))
        before = charged
    return entries


@given(cents, rates)
def test_what_is_held_is_the_full_amount_or_what_a_household_chose_to_pay(full: int, rate: int) -> None:
    own, fund = own_cents(full, rate), fund_holds_cents(full, rate)
    assert min(own, fund) >= 0
    assert own + fund == max(full, own)
    if rate <= ORDINARY:
        assert own + fund == full


@given(cents, cents, rates)
def test_of_a_smaller_amount_nobody_pays_more(one: int, other: int, rate: int) -> None:
    less, more = sorted((one, other))
    assert own_cents(less, rate) <= own_cents(more, rate)
    assert fund_holds_cents(less, rate) <= fund_holds_cents(more, rate)


@given(rates, cents, st.data())
def test_settled_and_corrected_the_shares_sum_to_the_full_amounts(rate: int, held: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, held))
    second = data.draw(st.integers(0, first))
    runs = booked(rate, held, [first, second])
    assert [sum(run.values()) for run in runs] == [0, 0]
    total = {account: sum(run.get(account, 0) for run in runs) for account in {*runs[0], *runs[1]}}
    assert total.get("clearing", 0) == -second
    assert total.get("held", 0) == own_cents(held, rate)
    assert total.get(SOLIDARITY_HELD, 0) == fund_holds_cents(held, rate)
    assert -total.get("credit", 0) == own_cents(held, rate) - own_cents(second, rate)
    paid_by_fund = total.get(SOLIDARITY_FUND, 0) + total.get(SOLIDARITY_HELD, 0)
    assert own_cents(second, rate) + paid_by_fund == second


@given(rates, cents, st.data())
def test_the_first_run_takes_nothing_from_anyone(rate: int, held: int, data: st.DataObject) -> None:
    """Neither does a correction take from a household; from the fund only what surcharges are lower by."""
    first = data.draw(st.integers(0, held))
    once, again = booked(rate, held, [first, data.draw(st.integers(0, first))])
    assert max(once.get("credit", 0), once.get(SOLIDARITY_FUND, 0), again.get("credit", 0)) <= 0
    if rate <= ORDINARY:
        assert again.get(SOLIDARITY_FUND, 0) <= 0
