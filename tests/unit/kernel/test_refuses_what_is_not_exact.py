"""The kernel's types refuse floats, other currencies and other units."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared.kernel.clock import HeldClock, next_version
from shared.kernel.ids import group_order_id, uuid7
from shared.kernel.money import Money
from shared.kernel.price import Price
from shared.kernel.quantity import Quantity, Unit

NOON = datetime(2026, 12, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("wrong", [1.5, True, "1", Decimal(1)])
def test_only_whole_numbers_are_cents_and_base_units(wrong: Any) -> None:
    with pytest.raises(TypeError):
        Money(wrong)
    with pytest.raises(TypeError):
        Quantity(wrong, Unit.KG)


@pytest.mark.parametrize("text", ["1.005", "x", "", "NaN", "Infinity", "1,50"])
def test_an_amount_that_is_not_in_cents_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        Money.parse(text)


@pytest.mark.parametrize(
    ("text", "unit"), [("0.5", Unit.PIECE), ("0.0005", Unit.KG), ("deux", Unit.L), ("NaN", Unit.L)]
)
def test_a_quantity_finer_than_its_unit_is_refused(text: str, unit: Unit) -> None:
    with pytest.raises(ValueError, match="quantity"):
        Quantity.parse(text, unit)


def test_currencies_and_units_do_not_mix() -> None:
    with pytest.raises(ValueError, match="EUR and CHF"):
        Money(1) + Money(1, "CHF")
    with pytest.raises(ValueError, match="kg and l"):
        Quantity(1, Unit.KG) + Quantity(1, Unit.L)
    with pytest.raises(ValueError, match="cannot price"):
        Price(Decimal(1), Unit.KG).times(Quantity(1, Unit.L))


@pytest.mark.parametrize("euros", [Decimal("-0.01"), Decimal("NaN"), 1.2])
def test_a_price_is_a_finite_decimal_of_at_least_zero(euros: Any) -> None:
    with pytest.raises(ValueError, match="a price is a Decimal"):
        Price(euros, Unit.KG)


def test_a_held_clock_moves_only_when_told() -> None:
    clock = HeldClock(NOON)
    assert clock() == clock() == NOON
    clock.advance(timedelta(minutes=5))
    assert clock() == NOON + timedelta(minutes=5)


def test_a_version_rises_even_when_the_clock_stands_or_goes_back() -> None:
    first = next_version(0, NOON)
    assert next_version(first, NOON) == first + 1
    assert next_version(first, NOON - timedelta(days=1)) == first + 1
    assert next_version(0, NOON + timedelta(microseconds=1)) == first + 1


def test_a_new_id_is_a_sortable_version_7() -> None:
    made = uuid7()
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert len({uuid7() for _ in range(1000)}) == 1000


def test_a_group_order_has_one_id_however_often_it_is_opened() -> None:
    assert group_order_id("2026-12", "DUC") == group_order_id("2026-12", "DUC")
    assert group_order_id("2026-12", "DUC") != group_order_id("2026-12", "MIN")
