"""How amounts stand in the files: decimal point, euros with two decimals, quantities in display units."""

from decimal import Decimal

from shared.kernel.money import Money
from shared.kernel.quantity import Quantity, Unit


def euros(cents: int | None) -> str:
    """Euros with two decimals; nothing when there is no amount."""
    return "" if cents is None else str(Money(cents))


def supplier_price(price: str | None) -> str:
    """A supplier's price with two decimals, or as many of its four as it needs."""
    if price is None:
        return ""
    exact = Decimal(price)
    short = exact.quantize(Decimal("0.01"))
    return f"{short if short == exact else exact.normalize():f}"


def quantity(base: int | None, unit: Unit) -> str:
    """A quantity in its display unit without trailing zeros."""
    return "" if base is None else str(Quantity(base, unit))


def minute(moment: str) -> str:
    """A local date and time to the minute, such as ``2026-12-18T14:00``."""
    return moment[:16]
