"""What of a price a household pays, and what the solidarity fund holds of it (docs/rules.md, holding)."""

from dataclasses import dataclass
from datetime import date

from shared.kernel.rounding import half_up_ratio

ORDINARY = 10_000
"""Basis points of the ordinary price: a household without tariff pays all of it."""
MOST_BASIS_POINTS = 20_000


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a household pays of the price on one day.

    Args:
        basis_points: Of the price; above ``ORDINARY`` it chose to pay more.
        ordinary_from: From which day on the ordinary price applies again; ``None``: not known, or it applies already.
    """

    basis_points: int = ORDINARY
    ordinary_from: date | None = None


def own_cents(full_cents: int, basis_points: int) -> int:
    """What the household itself pays of an amount, rounded half-up. Of a smaller amount it is never more.

    >>> own_cents(363, 5_000), own_cents(363, 12_000)
    (182, 436)
    """
    return half_up_ratio(full_cents * basis_points, ORDINARY)


def fund_holds_cents(full_cents: int, basis_points: int) -> int:
    """What the fund sets aside of an order's full amount; of a surcharge it gets its part at settlement only.

    >>> fund_holds_cents(363, 5_000), fund_holds_cents(363, 12_000)
    (181, 0)
    """
    return max(0, full_cents - own_cents(full_cents, basis_points))
