"""Whatever a price list holds, a number is read as it was written, or a sentence says why not."""

from decimal import Decimal

from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from services.supply.domain.price_list_cells import ListUnit, WrongCell, number_of, price_of, quantity_of
from shared.kernel.quantity import Unit

PRICES = st.decimals(min_value=0, max_value=1_000_000, places=2)


@given(PRICES, st.sampled_from(["fr", "en", "de"]))
def test_numbers_are_read_back_from_the_writing_of_each_language(price: Decimal, language: str) -> None:
    if language == "fr":
        assert price_of(format_currency(price, "EUR", locale=language)) == price
    assert number_of(format_decimal(price, "#,##0.00", locale=language)) == price


@given(st.text(max_size=40), st.sampled_from(Unit), st.sampled_from([None, *ListUnit]))
def test_no_text_breaks_the_reading(text: str, unit: Unit, written_in: ListUnit | None) -> None:
    try:
        assert quantity_of(text, unit, written_in) >= 0
    except WrongCell as wrong:
        assert wrong.code.startswith("quantity_")  # noqa: PT017 - either is right
