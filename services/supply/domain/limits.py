"""How much there is at most of a product: the stock used first, and whole cases of whoever it is bought from."""

from collections.abc import Sequence

from services.supply.domain.options import Offer


def at_most(stock_first: int, offers: Sequence[Offer]) -> int | None:
    """Base units there are at most; ``None``: as many as wanted, or nobody can tell, for nobody offers it.

    Args:
        stock_first: Base units of stock that is used before anything is bought.
        offers: Those that a plan may take; what only replaces another, or comes too late, is not among them.
    """
    found = stock_first
    for offer in offers:
        if offer.max_cases is None:
            return None
        found += offer.max_cases * offer.case_size
    return found if offers else None
