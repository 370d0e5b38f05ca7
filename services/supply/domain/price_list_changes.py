"""What a price list would change in a supplier's offers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from services.supply.domain.options import Offer
from services.supply.domain.price_list import ListedOffer
from shared.kernel.rounding import half_up_ratio


@dataclass(frozen=True, slots=True)
class ChangedOffer:
    """An offer as it is and as the list has it."""

    before: Offer
    after: ListedOffer


@dataclass(frozen=True, slots=True)
class Changes:
    """What a list would change, by product; ``vanished`` is what the supplier offers and the list doesn't name."""

    new: Mapping[str, ListedOffer]
    changed: Mapping[str, ChangedOffer]
    vanished: Mapping[str, Offer]
    unchanged: tuple[str, ...]


def changes(
    before: Mapping[str, Offer], listed: Mapping[str, ListedOffer], named: frozenset[str] | set[str]
) -> Changes:
    """Compare a supplier's offers, by product, with those of a list; ``named`` are all products that it names.

    No list says which offers are only in replacement: those stay so.
    """
    listed = {product: _marked_as(before.get(product), one) for product, one in listed.items()}
    return Changes(
        new={product: listed[product] for product in sorted(listed.keys() - before.keys())},
        changed={
            product: ChangedOffer(before[product], listed[product])
            for product in sorted(listed.keys() & before.keys())
            if before[product] != listed[product].offer
        },
        vanished={product: before[product] for product in sorted(before.keys() - named)},
        unchanged=tuple(
            product for product in sorted(listed.keys() & before.keys()) if before[product] == listed[product].offer
        ),
    )


def _marked_as(before: Offer | None, listed: ListedOffer) -> ListedOffer:
    if before is None:
        return listed
    return replace(listed, offer=replace(listed.offer, only_in_replacement=before.only_in_replacement))


def price_move(before: Offer, after: Offer) -> Decimal | None:
    """By how many percent the price moves, to a tenth: the largest move, whatever quantity it is of.

    Rungs that count otherwise than before have their first price in common, no more. None: there was no price.
    """
    rungs = (*before.ladder.rungs, *after.ladder.rungs)
    starts = {0} if before.ladder.basis != after.ladder.basis else {rung.starts_at for rung in rungs}
    pairs = [(before.ladder.reached(start).price, after.ladder.reached(start).price) for start in sorted(starts)]
    moves = [_move(old, new) for old, new in pairs if old]
    return max(moves, key=lambda move: (abs(move), move), default=None)


def _move(old: Decimal, new: Decimal) -> Decimal:
    (above, above_base), (below, below_base) = (new - old).as_integer_ratio(), old.as_integer_ratio()
    return Decimal(half_up_ratio(1000 * above * below_base, above_base * below)) / 10
