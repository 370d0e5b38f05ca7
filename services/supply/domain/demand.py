"""What a cycle asks for, and all else that its plan is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from services.supply.domain.plan import Problem
from services.supply.domain.stock import StockUse
from shared.kernel.quantity import Unit


@dataclass(frozen=True, slots=True)
class Demanded:
    """What the proved centres ordered of one product: base units, how many households, cents held."""

    product: str
    quantity: int
    households: int
    held: int


@dataclass(frozen=True, slots=True)
class Sold:
    """What invoices and sentences need of a product."""

    unit: Unit
    vat_basis_points: int


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a plan is made from; ``stock`` is what is used first of each product, by product."""

    cycle: str
    demand: tuple[Demanded, ...]
    stock: Mapping[str, StockUse]
    sold: Mapping[str, Sold]
    delivery_vat_basis_points: int
    problem: Problem

    @property
    def digest(self) -> str:
        """SHA-256 of every figure: the same digest, the same plan."""
        parts = (
            self.demand,
            sorted(self.stock.items()),
            sorted(self.sold.items()),
            self.delivery_vat_basis_points,
            self.problem.needs,
            sorted(self.problem.suppliers.items()),
            self.problem.terms,
        )
        return sha256(repr(parts).encode()).hexdigest()
