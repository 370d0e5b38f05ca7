"""The VAT that a supplier invoices (docs/rules.md, invoice)."""

from dataclasses import dataclass
from enum import StrEnum


class DeliveryVat(StrEnum):
    """Which VAT a supplier's delivery has."""

    OWN_RATE = "own_rate"
    """The rate of the cycle's deliveries."""
    AS_GOODS = "as_goods"
    """It follows the goods: the fee is split over their rates."""


@dataclass(frozen=True, slots=True)
class SupplierVat:
    """What VAT a supplier invoices; rates are basis points."""

    liable: bool = True
    delivery: DeliveryVat = DeliveryVat.OWN_RATE

    def of_goods(self, vat_basis_points: int) -> int:
        """The rate of goods that have this one: none where the supplier is not liable."""
        return vat_basis_points if self.liable else 0

    def of_delivery(self, vat_basis_points: int) -> int | None:
        """The rate of the fee, where the cycle's deliveries have this one; None: it follows the goods."""
        if not self.liable:
            return 0
        return None if self.delivery is DeliveryVat.AS_GOODS else vat_basis_points


ORDINARY_VAT = SupplierVat()
