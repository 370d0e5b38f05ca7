"""Ceilings are judged by the first prices of their offers, VAT included."""

from decimal import Decimal

import pytest

from services.supply.domain.ladder import Basis, Ladder, Rung
from services.supply.domain.opening import PricedProduct, check_ceilings, with_vat_cents
from services.supply.domain.options import Offer
from shared.kernel.quantity import Quantity, Unit
from shared.kernel.refusal import Refused


def offer(supplier: str, *prices: str) -> Offer:
    rungs = tuple(Rung(1000 * start, Decimal(price)) for start, price in enumerate(prices))
    return Offer(supplier, 1000, Ladder(Basis.QUANTITY, rungs))


def product(code: str, ceiling: int, *offers: Offer) -> PricedProduct:
    return PricedProduct(code, ceiling, 550, 500, offers)


def test_vat_is_added_once_and_rounded_half_up() -> None:
    assert with_vat_cents(Decimal("1.18"), 550) == 124
    assert with_vat_cents(Decimal("0.1"), 500) == 11  # 10.5
    assert with_vat_cents(Decimal("2.9999"), 0) == 300


def test_the_lowest_first_price_decides_not_the_last() -> None:
    cheap, dear = offer("B", "1.18", "1.00"), offer("A", "2.00")
    assert check_ceilings([product("FLOUR", 124, cheap, dear)]) == []
    with pytest.raises(Refused) as refusal:
        check_ceilings([product("OIL", 500, dear), product("FLOUR", 123, cheap, dear)])
    assert refusal.value.code == "ceiling_too_low"
    assert refusal.value.figures["product"] == "FLOUR"
    assert refusal.value.figures["first_price_cents"] == 124


def test_every_product_too_low_is_named() -> None:
    with pytest.raises(Refused) as refusal:
        check_ceilings([product("A", 1, offer("S", "1")), product("B", 2, offer("S", "1"))])
    assert refusal.value.figures["products"] == ["A", "B"]


@pytest.mark.parametrize(("ceiling", "warned"), [(230, False), (231, True)])
def test_more_than_fifteen_percent_above_the_dearest_first_price_is_warned_of(ceiling: int, warned: bool) -> None:  # noqa: FBT001 - a table's column
    two_euros = PricedProduct("SOAP", ceiling, 0, 500, (offer("A", "2.00"), offer("B", "1.50")))
    cautions = check_ceilings([two_euros])
    assert [caution.code for caution in cautions] == (["ceiling_far_above_price"] if warned else [])


def test_a_case_smaller_than_a_sale_step_is_warned_of() -> None:
    sold = PricedProduct("FLOUR", 124, 550, 1_001, (offer("A", "1.18"),))
    (caution,) = check_ceilings([sold])
    sizes = {"case": Quantity(1_000, Unit.KG), "step": Quantity(1_001, Unit.KG)}
    assert (caution.code, caution.figures) == ("case_below_step", {"product": "FLOUR", "supplier": "A", **sizes})


@pytest.mark.parametrize(
    ("unit", "net_grams", "taken"),
    [
        (Unit.L, None, 1_000),
        (Unit.PIECE, None, 500),
        (Unit.L, 920, None),
        (Unit.PIECE, 100, None),
        (Unit.KG, None, None),
    ],
)
def test_a_weight_that_nobody_entered_is_warned_of_with_what_is_taken(
    unit: Unit, net_grams: int | None, taken: int | None
) -> None:
    sold = PricedProduct("SOAP", 124, 550, 1, (offer("A", "1.18"),), unit=unit, net_grams=net_grams)
    found = check_ceilings([sold])
    assert [(one.code, one.figures["taken"].base) for one in found] == (
        [("net_weight_unknown", taken)] if taken else []
    )


def test_no_offer_is_a_caution_and_no_product_a_refusal() -> None:
    assert [caution.code for caution in check_ceilings([product("SALT", 100)])] == ["product_without_offer"]
    with pytest.raises(Refused, match="no_products"):
        check_ceilings([])
