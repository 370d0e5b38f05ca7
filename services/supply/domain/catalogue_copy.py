"""The catalogue of another cycle, at this cycle's prices: each ceiling kept, raised, or the product left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.supply.domain.opening import PricedProduct, first_prices

RAISED_TO_CENTS = 5
"""A ceiling that is raised is a multiple of this: a price that is easily told at a table."""


class Copied(StrEnum):
    """What becomes of a product of the other cycle."""

    PRESENT = "present"  # the draft has it already, and keeps its ceiling
    KEPT = "kept"
    RAISED = "raised"
    NO_OFFER = "no_offer"
    NO_OFFER_IN_TIME = "no_offer_in_time"
    SALE_STOPPED = "sale_stopped"


TAKEN = frozenset({Copied.KEPT, Copied.RAISED})
"""What is added to the draft."""


@dataclass(frozen=True, slots=True)
class EarlierProduct:
    """A product as the other cycle sold it.

    Args:
        priced: With the other cycle's ceiling; its offers are those that can be delivered in time for this one.
        name: What it is called.
        on_sale: Whether the other cycle sold it to the end.
        offered: Whether anybody offers it at all, other than in replacement.
        drafted_ceiling: The ceiling that the draft has for it, None if it doesn't have it.
    """

    priced: PricedProduct
    name: str
    on_sale: bool
    offered: bool
    drafted_ceiling: int | None


@dataclass(frozen=True, slots=True)
class CopiedProduct:
    """What becomes of a product; ceilings and prices are cents per display unit, VAT included.

    ``ceiling`` is what this cycle would have, None for a product left out; ``worst_price`` the dearest first rung
    among the offers that are in time.
    """

    product: str
    name: str
    copied: Copied
    earlier_ceiling: int
    ceiling: int | None
    worst_price: int | None


def copy_catalogue(earlier: Sequence[EarlierProduct]) -> list[CopiedProduct]:
    """What becomes of each product of another cycle.

    A ceiling is kept unless it is below the worst price that an offer in time asks at its first rung, VAT included:
    whichever supplier the plan buys from, the first case must not cost more than was held. Then it is that price,
    rounded up to the next 5 cents. A product that the draft has stays as it is there. One whose sale was stopped, or
    that nobody offers in time, is left out.
    """
    return [_copied(one) for one in earlier]


def _copied(one: EarlierProduct) -> CopiedProduct:
    before, worst = one.priced.ceiling, max(first_prices(one.priced), default=None)
    if one.drafted_ceiling is not None:
        copied, ceiling = Copied.PRESENT, one.drafted_ceiling
    elif not one.on_sale:
        copied, ceiling = Copied.SALE_STOPPED, None
    elif worst is None:
        copied, ceiling = Copied.NO_OFFER_IN_TIME if one.offered else Copied.NO_OFFER, None
    elif before < worst:
        copied, ceiling = Copied.RAISED, -(-worst // RAISED_TO_CENTS) * RAISED_TO_CENTS
    else:
        copied, ceiling = Copied.KEPT, before
    return CopiedProduct(one.priced.product, one.name, copied, before, ceiling, worst)
