"""Quantities: integer grams, millilitres or pieces, shown in kg, l or pieces."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Self


class Unit(StrEnum):
    """A display unit: what people read, what a price is per."""

    KG = "kg"
    L = "l"
    PIECE = "piece"

    @property
    def base(self) -> int:
        """How many base units (g, ml, piece) make one display unit."""
        return 1 if self is Unit.PIECE else 1000


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount of goods in integer base units of its display unit."""

    base: int
    unit: Unit

    def __post_init__(self) -> None:
        if isinstance(self.base, bool) or not isinstance(self.base, int):
            raise TypeError(f"a quantity is whole {self.unit} base units, not {self.base!r}")

    @classmethod
    def parse(cls, text: str, unit: Unit) -> Self:
        """Read a decimal quantity in display units, such as ``"2.5"`` kg.

        Raises:
            ValueError: not a decimal number, or finer than a base unit.
        """
        try:
            base = Decimal(text) * unit.base
        except InvalidOperation:
            raise ValueError(f"{text!r} is not a quantity: write it like 2.5") from None
        if not base.is_finite() or base != base.to_integral_value():
            raise ValueError(f"{text!r} {unit} is finer than the smallest quantity of that unit")
        return cls(int(base), unit)

    def __add__(self, other: Self) -> Self:
        return type(self)(self.base + self._same_unit(other), self.unit)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.base - self._same_unit(other), self.unit)

    def __str__(self) -> str:
        return f"{(Decimal(self.base) / self.unit.base).normalize():f}"

    def _same_unit(self, other: Self) -> int:
        if other.unit is not self.unit:
            raise ValueError(f"cannot mix {self.unit} and {other.unit}")
        return other.base
