from decimal import Decimal

import pytest

from services.supply.domain.ladder import Basis, Ladder, Rung, goods_cents
from shared.kernel.refusal import Refused


def ladder(*rungs: tuple[int, str]) -> Ladder:
    return Ladder(Basis.QUANTITY, tuple(Rung(starts_at, Decimal(price)) for starts_at, price in rungs))


FLOUR = ladder((0, "1.18"), (150_000, "1.05"), (400_000, "0.94"))


@pytest.mark.parametrize(
    ("counted", "price"), [(0, "1.18"), (149_999, "1.18"), (150_000, "1.05"), (400_000, "0.94"), (10**9, "0.94")]
)
def test_the_last_rung_that_starts_below_is_reached(counted: int, price: str) -> None:
    assert FLOUR.reached(counted).price == Decimal(price)


@pytest.mark.parametrize(
    ("rungs", "code"),
    [
        ([], "ladder_empty"),
        ([(1, "1")], "ladder_not_from_zero"),
        ([(0, "1"), (5, "0.9"), (5, "0.8")], "ladder_starts_not_rising"),
        ([(0, "1"), (5, "0.9"), (4, "0.8")], "ladder_starts_not_rising"),
        ([(0, "1"), (5, "1.01")], "ladder_price_rises"),
        ([(0, "-1")], "ladder_price_invalid"),
        ([(0, "NaN")], "ladder_price_invalid"),
        ([(0, "1.00001")], "ladder_price_invalid"),
    ],
)
def test_a_ladder_that_makes_no_sense_is_refused(rungs: list[tuple[int, str]], code: str) -> None:
    with pytest.raises(Refused) as refused:
        ladder(*rungs)
    assert refused.value.code == code


def test_two_rungs_may_have_one_price() -> None:
    assert ladder((0, "1"), (5, "1.0000")).reached(9).price == 1


@pytest.mark.parametrize(
    ("price", "quantity", "unit", "cents"),
    [("1.05", 150_000, 1000, 15_750), ("0.005", 1, 1, 1), ("0.0049", 1, 1, 0), ("1.2345", 1_000, 1000, 123)],
)
def test_goods_are_rounded_once_half_up(price: str, quantity: int, unit: int, cents: int) -> None:
    assert goods_cents(Decimal(price), quantity, unit) == cents
