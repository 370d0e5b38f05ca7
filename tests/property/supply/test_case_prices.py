"""What a case costs is what a purchase of cases costs, to the cent, or as near as four decimals of its price allow."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, reject
from hypothesis import strategies as st

from services.supply.domain.ladder import FINEST_PRICE, goods_cents
from services.supply.domain.price_list_cells import UnitPrice, WrongCell, per_unit
from shared.kernel.quantity import Unit
from shared.kernel.rounding import half_up_ratio

case_prices = st.integers(0, 1_000_000).map(lambda cents: Decimal(cents).scaleb(-2))
case_sizes = st.one_of(st.sampled_from([500, 1_000, 5_000, 12_500, 25_000]), st.integers(1, 50_000))
HALF_A_STEP = Fraction(FINEST_PRICE) / 2


def converted(price: Decimal, size: int, unit: Unit) -> UnitPrice:
    try:
        return per_unit(price, size, unit)
    except WrongCell:  # dearer than any price, or nothing is left of it
        reject()


@given(case_prices, case_sizes, st.integers(1, 10_000), st.sampled_from([Unit.KG, Unit.L, Unit.PIECE]))
def test_cases_cost_what_the_case_price_says(price: Decimal, size: int, cases: int, unit: Unit) -> None:
    found = converted(price, size, unit)
    numerator, denominator = price.as_integer_ratio()
    listed = half_up_ratio(numerator * 100 * cases, denominator)
    off = abs(goods_cents(found.price, cases * size, unit.base) - listed)
    assert off <= (0 if found.exact else 1 + cases * size * HALF_A_STEP * 100 / unit.base)


@given(case_prices, case_sizes, st.sampled_from([Unit.KG, Unit.L, Unit.PIECE]))
def test_the_price_kept_is_the_nearest_with_four_decimals(price: Decimal, size: int, unit: Unit) -> None:
    found = converted(price, size, unit)
    off = Fraction(found.price) - Fraction(price) * unit.base / size
    assert -HALF_A_STEP < off <= HALF_A_STEP
    assert found.exact == (off == 0)


@given(case_prices, st.integers(1, 10_000))
def test_any_price_of_a_case_of_twelve_and_a_half_kilos_is_exact(price: Decimal, cases: int) -> None:
    found = converted(price, 12_500, Unit.KG)
    assert found.exact
    assert goods_cents(found.price, cases * 12_500, Unit.KG.base) == int(price * 100) * cases
