"""What households are told a rung costs, about: with VAT and a share of the delivery, under the ceiling."""

from decimal import Decimal

import pytest

from services.supply.domain.indicative import DeliveryTerms, IndicativeRung, indicative_ladder, shown_offer
from services.supply.domain.ladder import Basis, Ladder, Rung
from services.supply.domain.options import Offer


def ladder(*rungs: tuple[int, str]) -> Ladder:
    return Ladder(Basis.QUANTITY, tuple(Rung(start, Decimal(price)) for start, price in rungs))


def offer(supplier: str, *prices: str) -> Offer:
    return Offer(supplier, 1000, ladder(*((1000 * n, price) for n, price in enumerate(prices))))


def delivery(minimum: int, fee: int, free_from: int | None) -> DeliveryTerms:
    return DeliveryTerms(minimum, fee, free_from, vat_basis_points=2000)


FLOUR = ladder((0, "1.18"), (150_000, "1.05"))


def test_a_rung_shows_its_price_with_vat_and_its_part_of_an_ordinary_order() -> None:
    shown = indicative_ladder(FLOUR, delivery(15_000, 3_800, 60_000), 550, ceiling=145)
    # 1.18 × (1.055 + 45.60 / 300) = 1.42426; 1.05 × 1.207 = 1.26735
    assert shown == (IndicativeRung(0, 142), IndicativeRung(150_000, 127))


def test_never_above_the_ceiling() -> None:
    shown = indicative_ladder(FLOUR, delivery(15_000, 3_800, 60_000), 550, ceiling=130)
    assert [rung.price for rung in shown] == [130, 127]


@pytest.mark.parametrize(
    ("terms", "price"),
    [
        (delivery(15_000, 3_800, None), 160),  # spread over the minimum: 1.18 × (1.055 + 45.60 / 150)
        (delivery(0, 3_800, 15_001), 196),  # over half of the threshold, half a cent included
        (delivery(60_000, 3_800, 60_000), 124),  # the minimum already delivers free
        (delivery(0, 0, None), 124),  # no fee
        (delivery(0, 3_800, None), 124),  # nothing tells the size of an order
        (delivery(0, 3_800, 0), 124),  # always free
    ],
)
def test_the_fee_is_spread_over_the_minimum_or_half_of_what_delivers_free(terms: DeliveryTerms, price: int) -> None:
    assert indicative_ladder(FLOUR, terms, 550, ceiling=1000)[0].price == price


def test_the_offer_shown_is_the_one_with_the_lowest_last_price() -> None:
    steep, flat, twin = offer("C", "2.00", "0.90"), offer("A", "1.00"), offer("B", "1.50", "0.90")
    assert shown_offer([steep, flat, twin]) == twin
    assert shown_offer([offer("Z", "1"), offer("Y", "1")]) == offer("Y", "1")
    assert shown_offer([]) is None
