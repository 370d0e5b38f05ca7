"""What could be bought of one product: every offer times every sensible number of cases (docs/rules.md)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from services.supply.domain.ladder import Basis, Ladder, Rung, goods_cents
from shared.kernel.money import CENTS_PER_EURO
from shared.kernel.refusal import Refused
from shared.kernel.rounding import half_up_ratio

WHOLE = 10_000  # basis points
LONG_SHELF_DAYS = 180
MOST_CASES = 500_000  # of one offer: some seconds and 150 MB to weigh
ROUNDED = 2  # cents: what rounding goods and shortage can differ by, between two numbers of cases


@dataclass(frozen=True, slots=True)
class Terms:
    """What a cycle sets for its purchase plan: penalty factor, surplus allowed, money that may go into stock."""

    closes: date
    delivery: date
    shortage_penalty: Fraction
    max_surplus_basis_points: int
    max_stock: int | None = None

    def in_time(self, lead_days: int) -> bool:
        """Whether a supplier that needs ``lead_days`` can deliver what is ordered when the cycle closes."""
        return lead_days <= (self.delivery - self.closes).days


@dataclass(frozen=True, slots=True)
class Offer:
    """A supplier's offer of a product: whole cases of ``case_size`` base units, at most ``max_cases``.

    Households choose a producer: one that is ``only_in_replacement`` is no option unless the coordinator names it.
    """

    supplier: str
    case_size: int
    ladder: Ladder
    max_cases: int | None = None
    only_in_replacement: bool = field(default=False, repr=False)  # not in the digests of plans made without it


@dataclass(frozen=True, slots=True)
class Need:
    """What the cycle needs of one product after stock, and what its cost depends on.

    ``unit`` is base units per display unit, ``ceiling`` cents per display unit with VAT;
    ``households`` ordered the product, ``participants`` anything.
    """

    product: str
    quantity: int
    unit: int
    ceiling: int
    shelf_days: int
    surplus_loss_basis_points: int
    households: int
    participants: int
    offers: tuple[Offer, ...]

    def counted(self, basis: Basis, quantity: int) -> int:
        """What a ladder of this basis counts when ``quantity`` is ordered."""
        if basis is Basis.QUANTITY:
            return quantity
        return self.households if basis is Basis.HOUSEHOLDS else self.participants

    def shortage_cost(self, short: int, penalty: Fraction) -> int:
        """Cents that leaving ``short`` base units unbought weighs in the plan."""
        return half_up_ratio(self.ceiling * short * penalty.numerator, self.unit * penalty.denominator)

    def cost(self, goods: int, quantity: int, penalty: Fraction) -> int:
        """Cents that ``quantity`` for ``goods`` weighs: less what its surplus is worth, plus what stays short."""
        short, surplus = max(0, self.quantity - quantity), max(0, quantity - self.quantity)
        recovered = goods * surplus * (WHOLE - self.surplus_loss_basis_points) // (quantity * WHOLE) if surplus else 0
        return goods - recovered + self.shortage_cost(short, penalty)


@dataclass(frozen=True, slots=True)
class Option:
    """So many cases of one offer: goods ex VAT, the value of the surplus, and the cost it weighs; in cents."""

    supplier: str
    cases: int
    quantity: int
    rung: Rung
    goods: int
    short: int
    surplus: int
    surplus_value: int
    cost: int


def option(need: Need, offer: Offer, cases: int, penalty: Fraction) -> Option:
    """Price ``cases`` cases of an offer against a need."""
    quantity = cases * offer.case_size
    rung = offer.ladder.reached(need.counted(offer.ladder.basis, quantity))
    goods = goods_cents(rung.price, quantity, need.unit)
    short, surplus = max(0, need.quantity - quantity), max(0, quantity - need.quantity)
    cost = need.cost(goods, quantity, penalty)
    return Option(offer.supplier, cases, quantity, rung, goods, short, surplus, goods * surplus // quantity, cost)


def top_cases(need: Need, offer: Offer, max_surplus_basis_points: int) -> int:
    """The most cases worth weighing: one past the need for what keeps, or what the surplus allowed holds."""
    enough = -(-need.quantity // offer.case_size) + (1 if need.shelf_days >= LONG_SHELF_DAYS else 0)
    with_surplus = need.quantity * (WHOLE + max_surplus_basis_points) // WHOLE // offer.case_size
    top = max(enough, with_surplus)
    return top if offer.max_cases is None else min(top, offer.max_cases)


def options_of(need: Need, terms: Terms) -> list[Option]:
    """The options of a need that no other makes pointless, by supplier then cases; empty when nothing is needed.

    Raises:
        Refused: ``too_many_cases`` where an offer's cases are so small that they can't be weighed one by one.
    """
    if need.quantity <= 0:
        return []
    kept: list[Option] = []
    for offer in sorted(need.offers, key=lambda offer: offer.supplier):
        cases = _worth_pricing(need, offer, _checked_top(need, offer, terms), terms.shortage_penalty)
        kept += undominated(option(need, offer, count, terms.shortage_penalty) for count in cases)
    return kept


def _worth_pricing(need: Need, offer: Offer, top: int, penalty: Fraction) -> Iterator[int]:
    """The numbers of cases up to ``top`` but those that one case more beats, at the same price and within the need."""
    within = min(top, need.quantity // offer.case_size)
    ends = {within}
    if offer.ladder.basis is Basis.QUANTITY:
        ends |= {-(-rung.starts_at // offer.case_size) - 1 for rung in offer.ladder.rungs}
    first = 1
    for last in sorted(end for end in ends if 0 < end <= within):
        price = offer.ladder.reached(need.counted(offer.ladder.basis, last * offer.case_size)).price
        saves = offer.case_size * (need.ceiling * penalty - CENTS_PER_EURO * Fraction(price))
        beaten = saves >= ROUNDED * need.unit
        yield from range(last if beaten else first, last + 1)
        first = last + 1
    yield from range(within + 1, top + 1)


def _checked_top(need: Need, offer: Offer, terms: Terms) -> int:
    top = top_cases(need, offer, terms.max_surplus_basis_points)
    if top > MOST_CASES:
        raise Refused("too_many_cases", product=need.product, supplier=offer.supplier, cases=top, most=MOST_CASES)
    return top


def undominated(options: Iterable[Option]) -> list[Option]:
    """One offer's options without those that another beats whatever the rest of the plan is, by cases.

    Beaten means: by one with goods no lower (it serves minimum and free delivery as well), surplus
    value no higher, and a lower cost, or the same cost with fewer cases.
    """
    cheapest_first = sorted(options, key=lambda option: (option.cost, option.cases))
    stairs = _Stairs()
    kept = [candidate for candidate in cheapest_first if stairs.climb(candidate.goods, candidate.surplus_value)]
    return sorted(kept, key=lambda option: option.cases)


class _Stairs:
    """The best of the goods and surplus values seen so far: more goods only with more surplus."""

    def __init__(self) -> None:
        self._goods: list[int] = []
        self._surplus: list[int] = []

    def climb(self, goods: int, surplus: int) -> bool:
        """Add a step, unless one that was seen has goods no lower and surplus no higher; whether it was added."""
        above = bisect_left(self._goods, goods)
        if above < len(self._goods) and self._surplus[above] <= surplus:
            return False
        worse = slice(bisect_left(self._surplus, surplus), bisect_right(self._goods, goods))
        self._goods[worse], self._surplus[worse] = [goods], [surplus]
        return True
