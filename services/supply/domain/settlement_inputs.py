"""All that a settlement is computed from: what was planned, ordered, received and invoiced, and who ordered what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from services.supply.domain.allocation import ShortagePolicy


@dataclass(frozen=True, slots=True)
class Received:
    """One ordered product as it came and was invoiced: base units, euros per display unit ex VAT."""

    number: int
    supplier: str
    product: str
    quantity: int
    price: Decimal
    vat_basis_points: int
    lot: str | None
    best_before: date | None


@dataclass(frozen=True, slots=True)
class Planned:
    """One product of the plan: what was ordered of it, the stock fixed for it, and the rules it is sold under."""

    product: str
    supplier: str | None
    stock_used: int
    stock_value: int
    unit: int
    step: int
    ceiling: int
    policy: ShortagePolicy


@dataclass(frozen=True, slots=True)
class Ordered:
    """How many lines of a product ask for one quantity, and the cents held for them."""

    product: str
    quantity: int
    lines: int
    held: int


@dataclass(frozen=True, slots=True)
class SettlementInputs:
    """All of one cycle. ``fees`` are those of the purchase orders, by supplier, in cents ex VAT."""

    cycle: str
    plan: int
    planned: tuple[Planned, ...]
    received: tuple[Received, ...]
    fees: Mapping[str, int]
    delivery_vat_basis_points: int
    ordered: tuple[Ordered, ...]
    orders: int

    @property
    def digest(self) -> str:
        """SHA-256 of every figure: the same digest, the same settlement."""
        return sha256(repr(self).encode()).hexdigest()
