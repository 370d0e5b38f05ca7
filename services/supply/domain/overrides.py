"""What the coordinator fixes on a plan by hand: a product's supplier, its cases too, or that none is bought."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from services.supply.domain.options import Offer
from shared.kernel.refusal import Refused


class Fixed(StrEnum):
    """What an override leaves no choice about."""

    SUPPLIER = "supplier"
    CASES = "cases"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Override:
    """One product of a plan as the coordinator wants it; ``cases`` None: as many as are cheapest."""

    product: str
    supplier: str | None
    cases: int | None
    reason: str
    decided_by: UUID

    @property
    def fixed(self) -> Fixed:
        """What is fixed; without a supplier nothing is bought."""
        if self.supplier is None:
            return Fixed.DROPPED
        return Fixed.SUPPLIER if self.cases is None else Fixed.CASES


def chosen_offer(override: Override, offers: Sequence[Offer], in_time: Sequence[Offer]) -> Offer:
    """The offer that an override names, among those of its product; ``in_time`` are those that can be delivered.

    Raises:
        Refused: ``override_offer_unknown``, ``override_too_late`` or ``override_above_cap``.
    """
    figures = {"product": override.product, "supplier": override.supplier}
    found = next((offer for offer in offers if offer.supplier == override.supplier), None)
    if found is None:
        raise Refused("override_offer_unknown", **figures)
    if found not in in_time:
        raise Refused("override_too_late", **figures)
    cases = override.cases or 1
    if found.max_cases is not None and cases > found.max_cases:
        raise Refused("override_above_cap", **figures, cases=cases, most=found.max_cases)
    return found
