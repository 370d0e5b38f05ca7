"""Rounding, splitting and pricing: no operation of the kernel loses or invents a cent."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.money import Money
from shared.kernel.price import Price
from shared.kernel.quantity import Quantity, Unit
from shared.kernel.rounding import half_up, share

CENTS = st.integers(min_value=-(10**12), max_value=10**12)
WEIGHTS = st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=40)
PRICES = st.decimals(min_value=0, max_value=10_000, places=4)


@given(total=st.integers(min_value=0, max_value=10**12), weights=WEIGHTS.filter(any))
def test_the_parts_of_a_share_sum_to_the_whole(total: int, weights: list[int]) -> None:
    assert sum(share(total, weights)) == total


@given(total=st.integers(min_value=0, max_value=10**12), weights=WEIGHTS.filter(any))
def test_each_part_is_its_exact_share_rounded_down_or_up(total: int, weights: list[int]) -> None:
    whole = sum(weights)
    for part, weight in zip(share(total, weights), weights, strict=True):
        exact = Fraction(total * weight, whole)
        assert exact - 1 < part < exact + 1
        assert part == 0 or weight > 0


@given(total=st.integers(min_value=0, max_value=1000), weights=WEIGHTS.filter(any))
def test_ties_go_to_the_earlier_weight(total: int, weights: list[int]) -> None:
    equal = [weights[0] or 1] * len(weights)
    parts = share(total, equal)
    assert parts == sorted(parts, reverse=True)


def test_a_share_over_nothing_is_refused_unless_there_is_nothing_to_split() -> None:
    assert share(0, [0, 0]) == [0, 0]
    with pytest.raises(ValueError, match="all 2 weights are zero"):
        share(1, [0, 0])
    with pytest.raises(ValueError, match="negative weights"):
        share(1, [2, -1])


@given(st.fractions(min_value=0, max_value=10**9))
def test_half_up_is_the_nearest_integer_and_halves_go_up(value: Fraction) -> None:
    rounded = half_up(value)
    assert -Fraction(1, 2) < rounded - value <= Fraction(1, 2)


@given(euros=PRICES, grams=st.integers(min_value=0, max_value=10**9))
def test_a_price_times_a_quantity_is_rounded_once(euros: Decimal, grams: int) -> None:
    exact = euros * 100 * grams / 1000
    assert Price(euros, Unit.KG).times(Quantity(grams, Unit.KG)).cents == int(
        exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    )


@given(first=CENTS, second=CENTS)
def test_money_adds_and_subtracts_exactly(first: int, second: int) -> None:
    assert (Money(first) + Money(second) - Money(second)).cents == first
    assert (Money(first) + -Money(first)).cents == 0


@given(CENTS)
def test_money_reads_back_what_it_prints(cents: int) -> None:
    assert Money.parse(str(Money(cents))) == Money(cents)


@given(base=st.integers(min_value=0, max_value=10**9), unit=st.sampled_from(Unit))
def test_a_quantity_reads_back_what_it_prints(base: int, unit: Unit) -> None:
    assert Quantity.parse(str(Quantity(base, unit)), unit) == Quantity(base, unit)
