"""What a household may expect to pay at each rung: about, with VAT and delivery, before anything is bought.

The ladder shown is that of the offer with the lowest last price. Delivery is spread over an
ordinary order of its supplier: the minimum, or half of what makes delivery free if that is more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.supply.domain.ladder import Ladder
from services.supply.domain.options import WHOLE, Offer
from shared.kernel.money import CENTS_PER_EURO
from shared.kernel.rounding import half_up


@dataclass(frozen=True, slots=True)
class DeliveryTerms:
    """What one supplier asks for delivery, in cents excluding VAT; ``free_from`` None: never free."""

    minimum: int
    fee: int
    free_from: int | None
    vat_basis_points: int

    @property
    def fee_per_cent(self) -> Fraction:
        """Fee with VAT for each cent of goods of an ordinary order; 0 where nothing tells its size."""
        ordinary = max(Fraction(self.minimum), Fraction(self.free_from or 0, 2))
        if ordinary == 0 or (self.free_from is not None and ordinary >= self.free_from):
            return Fraction(0)
        return Fraction(self.fee * (WHOLE + self.vat_basis_points), WHOLE) / ordinary


@dataclass(frozen=True, slots=True)
class IndicativeRung:
    """From ``starts_at`` on, about ``price`` cents per display unit."""

    starts_at: int
    price: int


def shown_offer(offers: Sequence[Offer]) -> Offer | None:
    """The offer whose ladder is shown: lowest last price, then lowest first price, then supplier code."""
    return min(offers, key=_rank, default=None)


def indicative_ladder(
    ladder: Ladder, delivery: DeliveryTerms, vat_basis_points: int, ceiling: int
) -> tuple[IndicativeRung, ...]:
    """Each rung's price with VAT and its part of the delivery, half-up to the cent, never above the ceiling."""
    factor = Fraction(WHOLE + vat_basis_points, WHOLE) + delivery.fee_per_cent
    return tuple(
        IndicativeRung(rung.starts_at, min(ceiling, half_up(Fraction(rung.price) * CENTS_PER_EURO * factor)))
        for rung in ladder.rungs
    )


def _rank(offer: Offer) -> tuple[Decimal, Decimal, str]:
    rungs = offer.ladder.rungs
    return rungs[-1].price, rungs[0].price, offer.supplier
