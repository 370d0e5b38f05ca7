"""In which lots lies what was not handed out: what expires first leaves first (docs/rules.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.kernel.rounding import share


@dataclass(frozen=True, slots=True)
class LotAtHand:
    """A lot that could be handed out from: base units; without a best-before date it keeps."""

    lot: str
    quantity: int
    best_before: date | None


@dataclass(frozen=True, slots=True)
class KeptLot:
    """What is left of a lot, with its part of what the product's stock is worth, in cents."""

    lot: str
    quantity: int
    value: int
    best_before: date | None


def kept_in(received: Sequence[LotAtHand], used: Sequence[LotAtHand], quantity: int, value: int) -> list[KeptLot]:
    """Spread what is kept of a product over its lots, the last to expire first.

    Args:
        received: What came in this cycle; it is handed out after the stock.
        used: What the plan takes from stock.
        quantity: Base units kept, no more than there were.
        value: What they are worth, split over the lots by ``share``, ties to the lot that expires last.
    """
    left, kept = quantity, list[tuple[LotAtHand, int]]()
    for lot in (*_last_to_expire_first(received), *_last_to_expire_first(used)):
        part = min(left, lot.quantity)
        if part:
            kept.append((lot, part))
            left -= part
    values = share(value, [part for _, part in kept])
    return [KeptLot(lot.lot, part, worth, lot.best_before) for (lot, part), worth in zip(kept, values, strict=True)]


def _last_to_expire_first(lots: Sequence[LotAtHand]) -> list[LotAtHand]:
    return sorted(lots, key=lambda lot: (lot.best_before or date.max, lot.lot), reverse=True)
