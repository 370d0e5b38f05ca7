"""What a case costs is what a purchase of cases costs, to the cent, or the price is refused."""

from decimal import Decimal

from hypothesis import given, reject
from hypothesis import strategies as st

from services.supply.domain.ladder import goods_cents
from services.supply.domain.price_list_cells import WrongCell, per_unit
from shared.kernel.quantity import Unit
from shared.kernel.rounding import half_up_ratio

case_prices = st.integers(0, 1_000_000).map(lambda cents: Decimal(cents).scaleb(-2))
case_sizes = st.one_of(st.sampled_from([500, 1_000, 5_000, 12_500, 25_000]), st.integers(1, 50_000))


@given(case_prices, case_sizes, st.integers(1, 10_000), st.sampled_from([Unit.KG, Unit.L, Unit.PIECE]))
def test_cases_cost_what_the_case_price_says(price: Decimal, size: int, cases: int, unit: Unit) -> None:
    try:
        converted = per_unit(price, size, unit)
    except WrongCell:
        reject()
    numerator, denominator = price.as_integer_ratio()
    assert goods_cents(converted, cases * size, unit.base) == half_up_ratio(numerator * 100 * cases, denominator)


@given(case_prices, st.integers(1, 10_000))
def test_any_price_of_a_case_of_twelve_and_a_half_kilos_is_exact(price: Decimal, cases: int) -> None:
    converted = per_unit(price, 12_500, Unit.KG)
    assert goods_cents(converted, cases * 12_500, Unit.KG.base) == int(price * 100) * cases
