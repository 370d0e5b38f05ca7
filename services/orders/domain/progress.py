"""How far the whole network is from a product's next price: the rung reached, the next one, what is missing.

Everything here is indicative: the price that counts is settled after delivery (docs/rules.md, settlement).
"""

from dataclasses import dataclass

from shared.contracts.cycles import Basis
from shared.kernel.quantity import Unit
from shared.kernel.rounding import half_up_ratio


@dataclass(frozen=True, slots=True)
class IndicativeRung:
    """A price step as households see it: about ``price_cents`` per display unit from ``starts_at`` on."""

    starts_at: int
    price_cents: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """A product's price steps by rising start, what they count, and the stock that is used before buying."""

    unit: Unit
    basis: Basis
    stock_first: int
    rungs: tuple[IndicativeRung, ...]


@dataclass(frozen=True, slots=True)
class Ordered:
    """What paid orders of all centres together ask for.

    Args:
        quantity: Base units of the product.
        households: Distinct households that ordered the product.
        participants: Distinct households with any order in the cycle.
    """

    quantity: int
    households: int
    participants: int


@dataclass(frozen=True, slots=True)
class NextRung:
    """The next price step.

    Args:
        starts_at: Where it starts, in the unit of the basis.
        missing: How much or how many are missing to reach it, in the unit of the basis.
        about_price_cents: Its indicative price per display unit.
        saves_cents: How much less that is per display unit than the price reached now.
        saves_together_cents: The same over everything ordered so far.
    """

    starts_at: int
    missing: int
    about_price_cents: int
    saves_cents: int
    saves_together_cents: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a product stands: ``counted`` is what the ladder compares with its steps."""

    counted: int
    about_price_cents: int | None
    next_rung: NextRung | None


def counted(ladder: Ladder, ordered: Ordered) -> int:
    """What the ladder counts: demand beyond the stock, households, or participants."""
    match ladder.basis:
        case Basis.QUANTITY:
            return max(0, ordered.quantity - ladder.stock_first)
        case Basis.HOUSEHOLDS:
            return ordered.households
        case Basis.PARTICIPANTS:
            return ordered.participants


def progress(ladder: Ladder, ordered: Ordered) -> Progress:
    """Where the product stands on its ladder now; an empty ladder has no price to show."""
    count = counted(ladder, ordered)
    reached = [rung for rung in ladder.rungs if rung.starts_at <= count]
    ahead = [rung for rung in ladder.rungs if rung.starts_at > count]
    price = reached[-1].price_cents if reached else None
    following = _next_rung(ladder, ordered.quantity, count, price, ahead[0]) if ahead else None
    return Progress(count, price, following)


def _next_rung(ladder: Ladder, quantity: int, count: int, price: int | None, rung: IndicativeRung) -> NextRung:
    saves = 0 if price is None else max(0, price - rung.price_cents)
    return NextRung(
        starts_at=rung.starts_at,
        missing=rung.starts_at - count,
        about_price_cents=rung.price_cents,
        saves_cents=saves,
        saves_together_cents=half_up_ratio(saves * quantity, ladder.unit.base),
    )
