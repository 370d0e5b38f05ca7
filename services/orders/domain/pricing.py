"""What an order holds: each line at the product's ceiling price (docs/rules.md, holding)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.kernel.quantity import Quantity, Unit
from shared.kernel.refusal import Refused
from shared.kernel.rounding import half_up_ratio

MOST_QUANTITY = 10_000_000
"""Base units in one line: ten tonnes, more than any table ever means."""
MOST_CENTS = 100_000_00
"""Cents in one order or one payment: more is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class SaleTerms:
    """How a product is sold in one cycle.

    Args:
        product: Its code.
        name: What people call it.
        unit: Its display unit.
        step: Orders are whole multiples of this many base units.
        ceiling_price_cents: Per display unit, with VAT and delivery.
        on_sale: False once its sale was stopped.
    """

    product: str
    name: str
    unit: Unit
    step: int
    ceiling_price_cents: int
    on_sale: bool


@dataclass(frozen=True, slots=True)
class AskedLine:
    """What a household asks for: base units of a product."""

    product: str
    quantity: int


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line that may be held: its ceiling price per display unit and what it holds, in cents."""

    product: str
    quantity: int
    ceiling_price_cents: int
    held_cents: int


def price_lines(
    asked: Sequence[AskedLine], terms: Mapping[str, SaleTerms], *, also_stopped: bool = False
) -> tuple[PricedLine, ...]:
    """The lines at their ceilings, by product code; also of products whose sale was stopped, if it is asked so.

    Raises:
        Refused: ``order_empty``, ``product_twice``, ``product_unknown``, ``product_not_on_sale``,
            ``quantity_not_positive``, ``quantity_too_big``, ``quantity_not_in_steps`` or ``order_too_dear``.
    """
    if not asked:
        raise Refused("order_empty")
    refuse_twice(line.product for line in asked)
    by_product = sorted(asked, key=lambda line: line.product)
    priced = tuple(_price(line, terms.get(line.product), also_stopped=also_stopped) for line in by_product)
    total_cents = sum(line.held_cents for line in priced)
    if total_cents > MOST_CENTS:
        raise Refused("order_too_dear", total_cents=total_cents, most_cents=MOST_CENTS)
    return priced


def refuse_twice(products: Iterable[str]) -> None:
    """Each product stands on one line.

    Raises:
        Refused: ``product_twice``.
    """
    seen: set[str] = set()
    for product in products:
        if product in seen:
            raise Refused("product_twice", product=product)
        seen.add(product)


def _price(line: AskedLine, terms: SaleTerms | None, *, also_stopped: bool) -> PricedLine:
    if terms is None:
        raise Refused("product_unknown", product=line.product)
    if not (terms.on_sale or also_stopped):
        raise Refused("product_not_on_sale", product=terms.product, name=terms.name)
    check_quantity(line.quantity, terms)
    held_cents = half_up_ratio(terms.ceiling_price_cents * line.quantity, terms.unit.base)
    return PricedLine(line.product, line.quantity, terms.ceiling_price_cents, held_cents)


def check_quantity(quantity: int, terms: SaleTerms) -> None:
    """A quantity that is sold: some, not beyond what anybody means, in whole steps.

    Raises:
        Refused: ``quantity_not_positive``, ``quantity_too_big`` or ``quantity_not_in_steps``.
    """
    named = {"product": terms.product, "name": terms.name}
    if quantity <= 0:
        raise Refused("quantity_not_positive", **named)
    if quantity > MOST_QUANTITY:
        raise Refused("quantity_too_big", **named, most=Quantity(MOST_QUANTITY, terms.unit))
    if quantity % terms.step:
        step = Quantity(terms.step, terms.unit)
        raise Refused("quantity_not_in_steps", **named, quantity=Quantity(quantity, terms.unit), step=step)
