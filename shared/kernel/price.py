"""Prices: a Decimal amount of euros per display unit."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from shared.kernel.money import CENTS_PER_EURO, Money
from shared.kernel.quantity import Quantity, Unit
from shared.kernel.rounding import half_up


@dataclass(frozen=True, slots=True)
class Price:
    """Euros per display unit: supplier prices up to four decimals, what households see in two."""

    euros: Decimal
    unit: Unit

    def __post_init__(self) -> None:
        if not isinstance(self.euros, Decimal) or not self.euros.is_finite() or self.euros < 0:
            raise ValueError(f"a price is a Decimal of at least 0, not {self.euros!r}")

    def times(self, quantity: Quantity) -> Money:
        """What ``quantity`` costs, rounded once, half-up, to the cent.

        Raises:
            ValueError: the quantity is in another unit than the price.
        """
        if quantity.unit is not self.unit:
            raise ValueError(f"a price per {self.unit} cannot price a quantity in {quantity.unit}")
        return Money(half_up(Fraction(self.euros) * CENTS_PER_EURO * quantity.base / self.unit.base))
