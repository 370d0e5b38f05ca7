"""Money: integer cents with a currency. No float ever touches it."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Self

CENTS_PER_EURO = 100


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in integer cents of one currency.

    Arithmetic and comparison refuse another currency with ``ValueError``.
    """

    cents: int
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if isinstance(self.cents, bool) or not isinstance(self.cents, int):
            raise TypeError(f"money is integer cents, not {type(self.cents).__name__} {self.cents!r}")

    @classmethod
    def parse(cls, text: str, currency: str = "EUR") -> Self:
        """Read a decimal amount such as ``"12.50"``.

        Raises:
            ValueError: not a decimal number, or finer than a cent.
        """
        try:
            cents = Decimal(text) * CENTS_PER_EURO
        except InvalidOperation:
            raise ValueError(f"{text!r} is not an amount: write it like 12.50") from None
        if not cents.is_finite() or cents != cents.to_integral_value():
            raise ValueError(f"{text!r} is not an amount in cents: write at most two decimals, like 12.50")
        return cls(int(cents), currency)

    def __add__(self, other: Self) -> Self:
        return type(self)(self.cents + self._same_currency(other), self.currency)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.cents - self._same_currency(other), self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.cents, self.currency)

    def __str__(self) -> str:
        return f"{Decimal(self.cents) / CENTS_PER_EURO:.2f}"

    def _same_currency(self, other: Self) -> int:
        if other.currency != self.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")
        return other.cents
