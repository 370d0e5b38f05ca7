"""What a cycle's ceilings must satisfy before households advance money on them (docs/rules.md, holding)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.supply.domain.options import WHOLE, Offer
from services.supply.domain.shifts import USUAL_NET_GRAMS
from shared.kernel.money import CENTS_PER_EURO
from shared.kernel.quantity import Quantity, Unit
from shared.kernel.refusal import Refused
from shared.kernel.rounding import half_up_ratio

TOO_DEAR_PERCENT = 115


@dataclass(frozen=True, slots=True)
class PricedProduct:
    """A product as the cycle would sell it. ``ceiling`` is cents per display unit with VAT, ``step`` base units.

    ``without_vat`` has the suppliers that are not liable for VAT. ``unit`` and ``net_grams`` say what it weighs.
    ``name`` is what the coordinator calls it; empty: by its code.
    """

    product: str
    ceiling: int
    vat_basis_points: int
    step: int
    offers: tuple[Offer, ...]
    without_vat: frozenset[str] = frozenset()
    unit: Unit = Unit.KG
    net_grams: int | None = None
    name: str = ""

    @property
    def called(self) -> str:
        """Its name with its code, as whoever is warned looks for it."""
        return f"{self.name} ({self.product})" if self.name else self.product


@dataclass(frozen=True, slots=True)
class Caution:
    """Something the coordinator should weigh: a code with its figures, like a refusal that does not refuse."""

    code: str
    figures: dict[str, Any]


def check_ceilings(products: Sequence[PricedProduct]) -> list[Caution]:
    """What to warn of before opening, by product.

    Raises:
        Refused: ``no_products``, or ``ceiling_too_low`` with every product whose ceiling is below the
            lowest first rung among its offers, VAT included: even the first case would cost more.
    """
    if not products:
        raise Refused("no_products")
    too_low = [product for product in products if product.offers and product.ceiling < min(first_prices(product))]
    if too_low:
        first = too_low[0]
        raise Refused(
            "ceiling_too_low",
            product=first.product,
            ceiling_cents=first.ceiling,
            first_price_cents=min(first_prices(first)),
            products=[product.product for product in too_low],
        )
    return cautions(products)


def cautions(products: Iterable[PricedProduct]) -> list[Caution]:
    """What to be careful about, by product; of those already sold nothing is refused any more."""
    return [caution for product in products for caution in _cautions(product)]


def with_vat_cents(price: Decimal, vat_basis_points: int) -> int:
    """A supplier's price with VAT, half-up to the cent per display unit."""
    numerator, denominator = price.as_integer_ratio()
    return half_up_ratio(numerator * CENTS_PER_EURO * (WHOLE + vat_basis_points), denominator * WHOLE)


def first_prices(product: PricedProduct) -> list[int]:
    """What each offer asks at its first rung, VAT included, in cents per display unit."""
    return [
        with_vat_cents(
            offer.ladder.rungs[0].price, 0 if offer.supplier in product.without_vat else product.vat_basis_points
        )
        for offer in product.offers
    ]


def _cautions(product: PricedProduct) -> Iterable[Caution]:
    yield from _of_offers(product)
    if product.unit is not Unit.KG and product.net_grams is None:
        taken = Quantity(USUAL_NET_GRAMS[product.unit], Unit.KG)
        one = Quantity(product.unit.base, product.unit)
        yield Caution("net_weight_unknown", {"product": product.called, "taken": taken, "one": one})


def _of_offers(product: PricedProduct) -> Iterable[Caution]:
    if not product.offers:
        yield Caution("product_without_offer", {"product": product.called})
        return
    dearest = max(first_prices(product))
    if product.ceiling * 100 > dearest * TOO_DEAR_PERCENT:
        figures = {"product": product.called, "ceiling_cents": product.ceiling, "first_price_cents": dearest}
        yield Caution("ceiling_far_above_price", figures)
    for offer in product.offers:
        if offer.case_size < product.step:
            case, step = Quantity(offer.case_size, product.unit), Quantity(product.step, product.unit)
            figures = {"product": product.called, "supplier": offer.supplier, "case": case, "step": step}
            yield Caution("case_below_step", figures)
