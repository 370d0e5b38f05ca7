"""Who gets what of a product that does not suffice: never first come, first served (docs/rules.md)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256

from shared.kernel.rounding import share


class ShortagePolicy(StrEnum):
    """How a product that is short is handed out."""

    PRO_RATA = "pro_rata"
    EQUAL = "equal"
    LOTTERY = "lottery"


class Shortfall(StrEnum):
    """Why whoever gets less than ordered does so."""

    NOT_BOUGHT = "not_bought"
    NOT_DELIVERED = "not_delivered"
    SHORT_PRO_RATA = "short_pro_rata"
    SHORT_EQUAL = "short_equal"
    SHORT_LOTTERY = "short_lottery"
    ADMITTED_LATE = "admitted_late"
    CYCLE_ABANDONED = "cycle_abandoned"


@dataclass(frozen=True, slots=True)
class Claim:
    """What one household ordered of the product, in base units, whole sale steps."""

    centre: str
    household: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Part:
    """What the policy gives to one claim, in base units, and what it went by.

    Args:
        quantity: The part.
        turn: The household's place in the draw, from 1: among its centre's households where centres share
            first, else over the whole network. None when there is enough for everyone.
        centre: What its centre has to share, where centres share first.
        by_hand: Why the coordinator decided it; None where the policy did.
    """

    quantity: int
    turn: int | None = None
    centre: int | None = None
    by_hand: str | None = None


@dataclass(frozen=True, slots=True)
class Supply:
    """What there is of one product to hand out in one cycle, in base units."""

    cycle: str
    product: str
    available: int
    step: int
    policy: ShortagePolicy

    def turn(self, identifier: str) -> str:
        """Where a centre or household stands in the draw of this product: lower goes first.

        SHA-256 of cycle, product and code, so nobody is always last and anyone can check it.
        """
        return sha256(f"{self.cycle}|{self.product}|{identifier}".encode()).hexdigest()


def shortfall(supply: Supply, *, bought: bool) -> Shortfall:
    """Why a product falls short: with nothing to hand out where it failed, else how it was shared."""
    if supply.available:
        return Shortfall(f"short_{supply.policy.value}")
    return Shortfall.NOT_DELIVERED if bought else Shortfall.NOT_BOUGHT


def left_over(supply: Supply, granted: int) -> Supply:
    """What those admitted after the goods were bought share, once everyone planned for has theirs."""
    return replace(supply, available=supply.available - granted)


def allocate(supply: Supply, claims: Sequence[Claim]) -> list[int]:
    """The base units granted to each claim, in the order given: all of it, or whole sale steps by the policy."""
    return [part.quantity for part in parts(supply, claims)]


def parts(supply: Supply, claims: Sequence[Claim]) -> list[Part]:
    """The part of each claim, in the order given."""
    if supply.available >= sum(claim.quantity for claim in claims):
        return [Part(claim.quantity) for claim in claims]
    order = sorted(range(len(claims)), key=lambda place: supply.turn(claims[place].household))
    in_turn = [claims[place] for place in order]
    found = dict(zip(order, _BY_POLICY[supply.policy](supply, in_turn), strict=True))
    return [found[place] for place in range(len(claims))]


def _pro_rata(supply: Supply, in_turn: Sequence[Claim]) -> list[Part]:
    """Shared over the centres by what they ordered, then over each centre's households."""
    at_centre: dict[str, list[int]] = defaultdict(list)
    for place, claim in enumerate(in_turn):
        at_centre[claim.centre].append(place)
    centres = sorted(at_centre, key=supply.turn)
    demands = [[in_turn[place].quantity for place in at_centre[centre]] for centre in centres]
    of_centres = share(supply.available // supply.step, [sum(demand) for demand in demands])
    found: dict[int, Part] = {}
    for centre, demand, steps in zip(centres, demands, of_centres, strict=True):
        for turn, (place, its_steps) in enumerate(zip(at_centre[centre], share(steps, demand), strict=True), start=1):
            found[place] = Part(its_steps * supply.step, turn, steps * supply.step)
    return [found[place] for place in range(len(in_turn))]


def _equal(supply: Supply, in_turn: Sequence[Claim]) -> list[Part]:
    """One step each in turn to everyone still wanting: as many full rounds as there are, then part of one."""
    wanted = [claim.quantity // supply.step for claim in in_turn]
    left, rounds, waiting = supply.available // supply.step, 0, len(wanted)
    for want in sorted(wanted):
        if left < (want - rounds) * waiting:
            break
        left -= (want - rounds) * waiting
        rounds, waiting = want, waiting - 1
    if waiting:
        rounds, left = rounds + left // waiting, left % waiting
    steps = [min(want, rounds) for want in wanted]
    for place in [place for place, want in enumerate(wanted) if want > rounds][:left]:
        steps[place] += 1
    return _in_one_draw(supply, steps)


def _lottery(supply: Supply, in_turn: Sequence[Claim]) -> list[Part]:
    """In turn each household gets all it ordered if that still fits, else nothing."""
    left, steps = supply.available // supply.step, []
    for claim in in_turn:
        wanted = claim.quantity // supply.step
        steps.append(wanted if wanted <= left else 0)
        left -= steps[-1]
    return _in_one_draw(supply, steps)


def _in_one_draw(supply: Supply, steps: Sequence[int]) -> list[Part]:
    return [Part(one * supply.step, turn) for turn, one in enumerate(steps, start=1)]


_BY_POLICY = {
    ShortagePolicy.PRO_RATA: _pro_rata,
    ShortagePolicy.EQUAL: _equal,
    ShortagePolicy.LOTTERY: _lottery,
}
