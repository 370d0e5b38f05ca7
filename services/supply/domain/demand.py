"""What a cycle asks for, and all else that its plan is made from."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from services.supply.domain.allocation import Claim
from services.supply.domain.options import Need, Terms
from services.supply.domain.plan import Problem, SupplierTerms
from services.supply.domain.stock import StockUse
from services.supply.domain.supplier_vat import ORDINARY_VAT, SupplierVat
from shared.kernel.quantity import Unit


@dataclass(frozen=True, slots=True)
class Demanded:
    """What the proved centres ordered of one product: base units, how many households, cents held."""

    product: str
    quantity: int
    households: int
    held: int


@dataclass(frozen=True, slots=True)
class LateLine:
    """One line of an order that was admitted after the goods were bought, with the cents held for it."""

    product: str
    order_id: UUID
    claim: Claim
    held: int


def without(demand: Iterable[Demanded], late: Iterable[LateLine]) -> tuple[Demanded, ...]:
    """The demand less these lines: what is asked for by the other orders."""
    quantity, households, held = Counter[str](), Counter[str](), Counter[str]()
    for line in late:
        quantity[line.product] += line.claim.quantity
        households[line.product] += 1
        held[line.product] += line.held
    rest = (
        Demanded(
            one.product,
            one.quantity - quantity[one.product],
            one.households - households[one.product],
            one.held - held[one.product],
        )
        for one in demand
    )
    return tuple(one for one in rest if one.households)


@dataclass(frozen=True, slots=True)
class Sold:
    """What invoices and sentences need of a product."""

    unit: Unit
    vat_basis_points: int


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a plan is made from, by product and supplier code.

    ``stock`` is what is used first of each product, ``vats`` has the suppliers whose VAT is not the ordinary one.
    """

    cycle: str
    demand: tuple[Demanded, ...]
    stock: Mapping[str, StockUse]
    sold: Mapping[str, Sold]
    delivery_vat_basis_points: int
    needs: tuple[Need, ...]
    suppliers: tuple[SupplierTerms, ...]
    terms: Terms
    vats: Mapping[str, SupplierVat] = field(default_factory=dict)

    def vat_of(self, supplier: str) -> SupplierVat:
        """The VAT that a supplier invoices."""
        return self.vats.get(supplier, ORDINARY_VAT)

    def problem(self) -> Problem:
        """The choices of every product. Where cases are small they take seconds: lay them out off the event loop.

        Raises:
            Refused: ``too_many_cases``.
        """
        return Problem.of(self.needs, self.suppliers, self.terms)

    @property
    def digest(self) -> str:
        """SHA-256 of every figure: the same digest, the same plan."""
        parts = (
            self.demand,
            sorted(self.stock.items()),
            sorted(self.sold.items()),
            self.delivery_vat_basis_points,
            self.needs,
            self.suppliers,
            self.terms,
        )
        shown = repr(parts) + (repr(sorted(self.vats.items())) if self.vats else "")
        return sha256(shown.encode()).hexdigest()
