"""The states of a purchase order, and how what a supplier confirms differs from what it was asked for."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class PurchaseOrderState(StrEnum):
    """Draft, approved, sent, acknowledged, delivered: each once, in this order; cancelled before delivery."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


AT_SUPPLIER = frozenset({PurchaseOrderState.SENT, PurchaseOrderState.ACKNOWLEDGED, PurchaseOrderState.DELIVERED})
"""The supplier has the order and it stands: its goods are expected, or are here."""

UNSENT = frozenset({PurchaseOrderState.DRAFT, PurchaseOrderState.APPROVED})
"""The supplier has not heard of the order."""

DECIDED = AT_SUPPLIER | {PurchaseOrderState.APPROVED}
"""From approval on, the plan behind the order stays."""


class Difference(StrEnum):
    """How what is confirmed differs from what was ordered, where someone must look at it."""

    LATER = "later"
    LESS = "less"
    MORE = "more"
    DEARER = "dearer"


@dataclass(frozen=True, slots=True)
class ConfirmedLine:
    """One product as ordered and as confirmed: base units, euros per display unit ex VAT."""

    product: str
    ordered_quantity: int
    quantity: int
    ordered_price: Decimal
    price: Decimal

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What differs; a lower price is no difference to look at."""
        found = {
            Difference.LESS: self.quantity < self.ordered_quantity,
            Difference.MORE: self.quantity > self.ordered_quantity,
            Difference.DEARER: self.price > self.ordered_price,
        }
        return tuple(difference for difference, holds in found.items() if holds)


def date_differences(wanted: date, confirmed: date) -> tuple[Difference, ...]:
    """Whether the goods come later than the cycle's delivery."""
    return (Difference.LATER,) if confirmed > wanted else ()
