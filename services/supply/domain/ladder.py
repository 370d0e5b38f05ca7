"""Price ladders: which rung a quantity or a head count reaches, and what goods cost at it (docs/rules.md)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from shared.kernel.money import CENTS_PER_EURO
from shared.kernel.refusal import Refused
from shared.kernel.rounding import half_up_ratio

FINEST_PRICE = Decimal("0.0001")


class Basis(StrEnum):
    """What a ladder counts."""

    QUANTITY = "quantity"
    HOUSEHOLDS = "households"
    PARTICIPANTS = "participants"


@dataclass(frozen=True, slots=True)
class Rung:
    """From ``starts_at`` (base units, households or participants) on, ``price`` euros ex VAT per display unit."""

    starts_at: int
    price: Decimal


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs of one offer: the first from 0, starts strictly rising, prices never rising.

    Raises:
        Refused: ``ladder_empty``, ``ladder_not_from_zero``, ``ladder_price_invalid``,
            ``ladder_starts_not_rising`` or ``ladder_price_rises``, with the number of the rung.
    """

    basis: Basis
    rungs: tuple[Rung, ...]

    def __post_init__(self) -> None:
        if not self.rungs:
            raise Refused("ladder_empty")
        if self.rungs[0].starts_at != 0:
            raise Refused("ladder_not_from_zero")
        for rung in self.rungs:
            _check_price(rung)
        for number, (lower, upper) in enumerate(pairwise(self.rungs), 2):
            if upper.starts_at <= lower.starts_at:
                raise Refused("ladder_starts_not_rising", rung=number)
            if upper.price > lower.price:
                raise Refused("ladder_price_rises", rung=number, price=upper.price)

    def reached(self, counted: int) -> Rung:
        """The last rung that starts at or below ``counted``; its price applies to every unit."""
        rung = self.rungs[0]
        for candidate in self.rungs:
            if candidate.starts_at > counted:
                break
            rung = candidate
        return rung


def goods_cents(price: Decimal, quantity: int, unit: int) -> int:
    """Cents for ``quantity`` base units at ``price`` euros per display unit of ``unit`` base units, half-up.

    >>> goods_cents(Decimal("1.05"), 150_000, 1000)
    15750
    """
    numerator, denominator = price.as_integer_ratio()
    return half_up_ratio(numerator * CENTS_PER_EURO * quantity, denominator * unit)


def _check_price(rung: Rung) -> None:
    price = rung.price
    if not price.is_finite() or price < 0 or price != price.quantize(FINEST_PRICE):
        raise Refused("ladder_price_invalid", price=str(price))
