"""Numbers, quantities and prices as suppliers write them."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from services.supply.domain.price_list_cells import ListUnit, WrongCell, count_of, number_of, price_of, quantity_of
from shared.kernel.quantity import Unit


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,05", "1.05"),
        ("1.05", "1.05"),
        ("1 250,00", "1250"),
        ("1\u202f250,00", "1250"),
        ("1\xa0250", "1250"),
        ("1.250,50", "1250.5"),
        ("1,250.50", "1250.5"),
        ("0", "0"),
        ("12 50", None),
        ("1,2,3", None),
        ("-1", None),
        ("1e3", None),
        ("٣", None),
        ("", None),
        ("9" * 26, None),
    ],
)
def test_numbers_are_read_as_french_and_english_write_them(text: str, number: str | None) -> None:
    assert number_of(text) == (None if number is None else Decimal(number))


def test_prices_may_name_euros_and_that_vat_is_not_in_them() -> None:
    assert [price_of(text) for text in ("1,05 €", "1,05€", "1,05 EUR", "1.0500", "1,05 € HT", "1,05 euros")] == [
        Decimal("1.05")
    ] * 6


@pytest.mark.parametrize(
    ("text", "unit", "written_in", "quantity"),
    [
        ("25 kg", Unit.KG, None, 25_000),
        ("25kg", Unit.KG, ListUnit.G, 25_000),
        ("25", Unit.KG, ListUnit.KG, 25_000),
        ("0,5 Kilo", Unit.KG, None, 500),
        ("500 g", Unit.KG, None, 500),
        ("6 x 75 cl", Unit.L, None, 4_500),
        ("12×1 L.", Unit.L, None, 12_000),
        ("1 000 ml", Unit.L, None, 1_000),
        ("24 pièces", Unit.PIECE, None, 24),
        ("24", Unit.PIECE, ListUnit.PIECE, 24),
    ],
)
def test_quantities_name_their_unit_or_take_the_columns(
    text: str, unit: Unit, written_in: ListUnit | None, quantity: int
) -> None:
    assert quantity_of(text, unit, written_in) == quantity


@pytest.mark.parametrize(
    ("read", "text", "code"),
    [
        ("price", "sur demande", "price_unreadable"),
        ("price", "1000000,01", "price_unreadable"),
        ("price", "1,00001", "price_too_fine"),
        ("quantity", "25", "quantity_without_unit"),
        ("quantity", "sac", "quantity_unreadable"),
        ("quantity", "25 sacs", "quantity_unreadable"),
        ("quantity", "5 l", "quantity_in_another_unit"),
        ("quantity", "0,5 g", "quantity_too_fine"),
        ("quantity", "9999999999 kg", "quantity_unreadable"),
        ("count", "1,5", "count_unreadable"),
        ("count", "1000001", "count_unreadable"),
    ],
)
def test_what_cannot_be_read_says_why(read: str, text: str, code: str) -> None:
    readers: dict[str, Callable[[str], object]] = {
        "price": price_of,
        "quantity": lambda cell: quantity_of(cell, Unit.KG, None),
        "count": count_of,
    }
    with pytest.raises(WrongCell, match=f"^{code}$"):
        readers[read](text)
