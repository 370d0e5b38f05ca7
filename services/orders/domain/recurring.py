"""What a household wants in every cycle: its lines, judged by the catalogue of the cycle in which they are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.orders.domain.pricing import AskedLine, SaleTerms, check_quantity, refuse_twice
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class RecurringLine:
    """A product as it was sold when it was kept, and how much of it in base units."""

    product: str
    name: str
    unit: Unit
    quantity: int


def recurring_lines(asked: Sequence[AskedLine], terms: Mapping[str, SaleTerms]) -> tuple[RecurringLine, ...]:
    """The lines by product code. A product whose sale was stopped may be kept: the next cycle may have it again.

    Raises:
        Refused: ``product_twice``, ``product_unknown``, ``quantity_not_positive``, ``quantity_too_big`` or
            ``quantity_not_in_steps``.
    """
    refuse_twice(line.product for line in asked)
    return tuple(_kept(line, terms.get(line.product)) for line in sorted(asked, key=lambda line: line.product))


def _kept(line: AskedLine, terms: SaleTerms | None) -> RecurringLine:
    if terms is None:
        raise Refused("product_unknown", product=line.product)
    check_quantity(line.quantity, terms)
    return RecurringLine(line.product, terms.name, terms.unit, line.quantity)
