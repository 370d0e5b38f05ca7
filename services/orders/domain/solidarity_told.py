"""Of which centres it may be told what the solidarity fund paid or got there, so that nobody is found by it.

A figure rests on five orders at least and leaves five others that it is not of: else who pays a reduced price would
follow. What the total leaves for the centres that are not named obeys the same (docs/adr, 25).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FEWEST_TOLD = 5
"""Orders that a figure must rest on: what ``SolidaritySettled`` refuses to say less of."""


@dataclass(frozen=True, slots=True)
class FundPart:
    """What the fund's part of some orders comes to.

    Args:
        orders: Those that the fund paid of, or got from; never both.
        cents: What it paid or got.
        others: Charged orders that it had nothing to do with in that way.
        moved: Of ``orders``, those that are charged something else than when it was told before.
        others_moved: Of all other orders likewise.
    """

    orders: int = 0
    cents: int = 0
    others: int = 0
    moved: int = 0
    others_moved: int = 0

    def __add__(self, other: "FundPart") -> "FundPart":
        return FundPart(
            self.orders + other.orders,
            self.cents + other.cents,
            self.others + other.others,
            self.moved + other.moved,
            self.others_moved + other.others_moved,
        )

    @property
    def may_be_told(self) -> bool:
        """Whether so many stand on both sides that it says of nobody on which."""
        return self.orders >= FEWEST_TOLD and self.others >= FEWEST_TOLD

    @property
    def gives_a_change_away(self) -> bool:
        """Whether telling it anew, or not, would say of a few whose charge is corrected on which side they stand.

        Who is charged something else is known elsewhere: it must not matter on which side the few of a correction are.
        """
        anybody = self.moved or self.others_moved
        return bool(anybody) and not (self.moved >= FEWEST_TOLD and self.others_moved >= FEWEST_TOLD)


def total(parts: Iterable[FundPart]) -> FundPart:
    """All of them together."""
    return sum(parts, start=FundPart())


def told_centres(parts: Mapping[str, FundPart]) -> frozenset[str] | None:
    """The centres to name beside the total; None: not even the total is told.

    Args:
        parts: Of each centre that has an order in the cycle.
    """
    if not total(parts.values()).may_be_told:
        return None
    named = sorted(
        (code for code, part in parts.items() if part.may_be_told), key=lambda code: (parts[code].orders, code)
    )
    while named and not _hides(parts[code] for code in parts.keys() - set(named)):
        named.pop(0)
    return frozenset(named)


def _hides(rest: Iterable[FundPart]) -> bool:
    """Whether the centres that are not named hide each other; of those that were charged nothing, all is known."""
    charged = [part for part in rest if part.orders + part.others]
    together = total(charged)
    return not together.orders or (len(charged) > 1 and together.may_be_told)


def tells_of_few(parts: Mapping[str, FundPart], named: Iterable[str]) -> bool:
    """Whether new figures, beside those that were told of the same centres, would say who of a few is concerned."""
    named = set(named)
    rest = total(part for code, part in parts.items() if code not in named)
    return any(part.gives_a_change_away for part in (rest, *(parts[code] for code in named)))
