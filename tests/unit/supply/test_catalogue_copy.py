"""A copied ceiling covers the worst first price among the offers in time, and moves only when it must."""

from decimal import Decimal

import pytest

from services.supply.domain.catalogue_copy import Copied, EarlierProduct, copy_catalogue
from services.supply.domain.ladder import Basis, Ladder, Rung
from services.supply.domain.opening import PricedProduct, check_ceilings
from services.supply.domain.options import Offer


def offer(supplier: str, price: str) -> Offer:
    return Offer(supplier, 25_000, Ladder(Basis.QUANTITY, (Rung(0, Decimal(price)),)))


def copied(
    ceiling: int,
    *offers: Offer,
    on_sale: bool = True,
    offered: bool = True,
    drafted: int | None = None,
    without_vat: str = "",
) -> tuple[Copied, int | None]:
    priced = PricedProduct("FLOUR", ceiling, 550, 500, offers, frozenset({without_vat}))
    (found,) = copy_catalogue([EarlierProduct(priced, "Farine", on_sale, offered, drafted)])
    if found.ceiling is not None and offers:
        check_ceilings([PricedProduct("FLOUR", found.ceiling, 550, 500, offers)])
    return found.copied, found.ceiling


@pytest.mark.parametrize(
    ("before", "price", "after"),
    [
        (124, "1.18", (Copied.KEPT, 124)),  # 1.2449 is 1.24 with VAT
        (123, "1.18", (Copied.RAISED, 125)),
        (124, "1.19", (Copied.RAISED, 130)),  # 1.26
        (100, "1.1848", (Copied.RAISED, 125)),  # 1.25 to the cent: no five cents more
        (200, "1.18", (Copied.KEPT, 200)),
    ],
)
def test_a_ceiling_is_kept_while_it_covers_the_first_price(before: int, price: str, after: tuple[Copied, int]) -> None:
    assert copied(before, offer("ALMA", price)) == after


def test_the_worst_of_several_offers_decides() -> None:
    cheap, dear = offer("A", "1.18"), offer("B", "1.40")
    assert copied(130, cheap, dear) == (Copied.RAISED, 150)  # 1.48
    assert copied(145, cheap, dear, without_vat="B") == (Copied.KEPT, 145)


def test_what_cannot_be_bought_or_was_stopped_is_left_out_and_what_is_drafted_stays() -> None:
    assert copied(130, offered=False) == (Copied.NO_OFFER, None)
    assert copied(130) == (Copied.NO_OFFER_IN_TIME, None)
    assert copied(130, offer("A", "1.18"), on_sale=False) == (Copied.SALE_STOPPED, None)
    assert copied(130, offer("A", "1.18"), drafted=127) == (Copied.PRESENT, 127)
