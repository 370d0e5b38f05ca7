"""What a line holds: the ceiling times the quantity, rounded once, half-up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.pricing import MOST_QUANTITY, AskedLine, SaleTerms, price_lines
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused

FLOUR = SaleTerms("FAR", "Farine", Unit.KG, 500, 145, on_sale=True)
SOAP = SaleTerms("SAV", "Savon", Unit.PIECE, 1, 320, on_sale=True)
TERMS = {"FAR": FLOUR, "SAV": SOAP}


def test_the_worked_example_of_the_rules() -> None:
    assert [line.held_cents for line in price_lines([AskedLine("FAR", 2500)], TERMS)] == [363]


def test_lines_come_by_product_code() -> None:
    lines = price_lines([AskedLine("SAV", 2), AskedLine("FAR", 500)], TERMS)
    assert [(line.product, line.held_cents) for line in lines] == [("FAR", 73), ("SAV", 640)]


@given(st.integers(0, 5_000), st.integers(1, MOST_QUANTITY // 500))
def test_a_line_is_within_half_a_cent_of_the_exact_amount(ceiling: int, steps: int) -> None:
    terms = SaleTerms("X", "x", Unit.KG, 500, ceiling, on_sale=True)
    quantity = steps * 500
    exact_thousandths = ceiling * quantity
    if exact_thousandths > 10_000_000 * 1000:
        with pytest.raises(Refused, match="order_too_dear"):
            price_lines([AskedLine("X", quantity)], {"X": terms})
        return
    (line,) = price_lines([AskedLine("X", quantity)], {"X": terms})
    assert -500 <= line.held_cents * 1000 - exact_thousandths <= 500


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ([], "order_empty"),
        ([AskedLine("FAR", 500), AskedLine("FAR", 500)], "product_twice"),
        ([AskedLine("NIX", 1)], "product_unknown"),
        ([AskedLine("FAR", 0)], "quantity_not_positive"),
        ([AskedLine("FAR", -500)], "quantity_not_positive"),
        ([AskedLine("FAR", 501)], "quantity_not_in_steps"),
        ([AskedLine("FAR", MOST_QUANTITY + 500)], "quantity_too_big"),
        ([AskedLine("SAV", MOST_QUANTITY)], "order_too_dear"),
    ],
)
def test_what_is_refused(asked: list[AskedLine], code: str) -> None:
    with pytest.raises(Refused) as refused:
        price_lines(asked, TERMS)
    assert refused.value.code == code


def test_a_stopped_sale_is_refused() -> None:
    stopped = SaleTerms("FAR", "Farine", Unit.KG, 500, 145, on_sale=False)
    with pytest.raises(Refused, match="product_not_on_sale"):
        price_lines([AskedLine("FAR", 500)], {"FAR": stopped})
