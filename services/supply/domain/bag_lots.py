"""Which lot a bag is from: bags are filled one after the other, from one lot after the other."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class GoodsLot:
    """So many base units of a product in one lot; ``best_before`` none: it keeps."""

    lot: str
    best_before: date | None
    quantity: int


def lots_of_bags(sizes: Iterable[int], lots: Sequence[GoodsLot]) -> Iterator[tuple[GoodsLot, ...]]:
    """For each bag the lots it is filled from: two where one ends, none where no lot was noted.

    >>> lots = [GoodsLot("A", None, 3), GoodsLot("B", None, 2)]
    >>> [[lot.lot for lot in bag] for bag in lots_of_bags([2, 2, 2], lots)]
    [['A'], ['A', 'B'], ['B']]
    """
    waiting = list(lots)
    left = waiting[0].quantity if waiting else 0
    for size in sizes:
        missing, filled_from = size, []
        while missing and waiting:
            taken = min(missing, left)
            missing, left = missing - taken, left - taken
            filled_from.append(waiting[0])
            if not left:
                waiting.pop(0)
                left = waiting[0].quantity if waiting else 0
        yield tuple(filled_from)


def first_to_end(lots: Sequence[GoodsLot]) -> date | None:
    """The date that is printed on a bag of these lots: the earliest."""
    return min((lot.best_before for lot in lots if lot.best_before is not None), default=None)
