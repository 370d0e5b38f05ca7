"""What each household asks for and pays, put together from orders.csv and payments.csv."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.play.folder.order_rows import OrderRow, PaymentRow
from services.play.folder.reader import CycleFolder
from shared.kernel.ids import uuid7
from shared.kernel.quantity import Unit


@dataclass(slots=True)
class Basket:
    """One household's order with its payment, as its volunteer's device sends them.

    The ids are made here, as on a device: sent twice, they count once.
    """

    household: str
    lines: list[OrderRow] = field(default_factory=list)
    payment: PaymentRow | None = None
    order_id: UUID = field(default_factory=uuid7)
    payment_id: UUID = field(default_factory=uuid7)

    def body(self, cycle: str, household_id: UUID, units: Mapping[str, Unit]) -> dict[str, Any]:
        """The order as the API takes it."""
        return {
            "cycle": cycle,
            "household_id": str(household_id),
            "lines": [
                {"product": line.product, "quantity": sent_quantity(line.quantity, units.get(line.product, Unit.KG))}
                for line in self.lines
            ],
            "payments": [] if self.payment is None else self._payments(self.payment),
        }

    def _payments(self, payment: PaymentRow) -> list[dict[str, Any]]:
        if payment.amount_eur == 0:
            return []
        return [{"id": str(self.payment_id), "means": payment.means, "amount_cents": payment.amount_eur}]


def baskets(folder: CycleFolder) -> list[Basket]:
    """A basket for every household that ordered or paid, in the order of the files."""
    by_household: dict[str, Basket] = {}
    for line in folder.orders:
        by_household.setdefault(line.household, Basket(line.household)).lines.append(line)
    for payment in folder.payments:
        by_household.setdefault(payment.household, Basket(payment.household)).payment = payment
    return list(by_household.values())


def sent_quantity(quantity: Decimal, unit: Unit) -> int | str:
    """A quantity in base units; one that is no whole number of them is sent as typed, for the system to refuse."""
    base = quantity * unit.base
    return int(base) if base == base.to_integral_value() else f"{base.normalize():f}"
