"""What moves stock, and what a part of a lot is worth: a lot that is emptied has no value left."""

from dataclasses import dataclass
from enum import StrEnum

from services.supply.domain.stock import Lot
from shared.kernel.rounding import half_up_ratio


class MovementKind(StrEnum):
    """Why a lot changed."""

    ENTERED = "entered"
    COUNTED = "counted"
    LOST = "lost"
    TRANSFERRED = "transferred"
    SOLD = "sold"
    SETTLED = "settled"


class LossReason(StrEnum):
    """Why goods are gone."""

    EXPIRED = "expired"
    DAMAGED = "damaged"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Change:
    """By how much a lot changes: base units, and cents."""

    quantity: int
    value: int


def taken(lot: Lot, quantity: int) -> Change:
    """Taking ``quantity`` base units, at most all, out of a lot: its part of the value goes with it."""
    return Change(-quantity, -half_up_ratio(lot.value * quantity, lot.quantity) if lot.quantity else -lot.value)


def counted(lot: Lot, found: int) -> Change:
    """What a count of ``found`` base units changes: what is found beyond the books is worth what the rest of it is."""
    if found <= lot.quantity:
        return taken(lot, lot.quantity - found)
    more = found - lot.quantity
    return Change(more, half_up_ratio(lot.value * more, lot.quantity) if lot.quantity else 0)


def settled(lot: Lot, more: int, worth: int) -> Change:
    """What a settlement run adds: of a lot used or counted away since nothing goes below nothing."""
    quantity = max(0, lot.quantity + more)
    value = max(0, lot.value + worth) if quantity else 0
    return Change(quantity - lot.quantity, value - lot.value)
