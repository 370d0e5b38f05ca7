"""What a cycle asks for, and all else that its plan is made from."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from uuid import UUID

from services.supply.domain.allocation import Claim
from services.supply.domain.options import Need, Offer, Terms
from services.supply.domain.overrides import Override
from services.supply.domain.plan import Problem, SupplierTerms
from services.supply.domain.stock import Lot, StockUse, use_stock
from services.supply.domain.supplier_vat import ORDINARY_VAT, SupplierVat
from shared.kernel.quantity import Unit
from shared.kernel.rounding import half_up_ratio


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
class SoldProduct:
    """A product as the cycle sells it, frozen when it went on sale; ``ceiling`` is cents per display unit with VAT."""

    unit: Unit
    ceiling: int
    vat_basis_points: int
    shelf_days: int
    surplus_loss_basis_points: int


@dataclass(frozen=True, slots=True)
class Parts:
    """A digest of each part that a plan is made from: what is ordered, what lies in stock, what is offered.

    Each is of the whole cycle, so that none changes with another: not of the stock used, but of all that is free.
    """

    ordered: str
    stock: str
    offers: str


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
    parts: Parts
    vats: Mapping[str, SupplierVat] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()

    def vat_of(self, supplier: str) -> SupplierVat:
        """The VAT that a supplier invoices."""
        return self.vats.get(supplier, ORDINARY_VAT)

    def goods_vat(self, product: str, supplier: str | None) -> int:
        """The VAT rate of a product as its supplier invoices it; None: as it is sold, nobody supplies it."""
        rate = self.sold[product].vat_basis_points
        return rate if supplier is None else self.vat_of(supplier).of_goods(rate)

    def delivery_vat(self, supplier: str) -> int | None:
        """The VAT rate of a supplier's fee; None: it follows the goods."""
        return self.vat_of(supplier).of_delivery(self.delivery_vat_basis_points)

    def problem(self) -> Problem:
        """The choices of every product. Where cases are small they take seconds: lay them out off the event loop.

        Raises:
            Refused: ``too_many_cases``, ``override_offer_unknown``, ``override_too_late`` or ``override_above_cap``.
        """
        return Problem.of(self.needs, self.suppliers, self.terms, self.overrides)

    @property
    def digest(self) -> str:
        """SHA-256 of every figure: the same digest, the same plan. What not every plan has is only in those that do."""
        parts: tuple[object, ...] = (
            self.demand,
            sorted(self.stock.items()),
            sorted(self.sold.items()),
            self.delivery_vat_basis_points,
            self.needs,
            self.suppliers,
            self.terms,
        )
        replacements = [
            (need.product, offer.supplier) for need in self.needs for offer in need.offers if offer.only_in_replacement
        ]
        if replacements:
            parts += (("only in replacement", replacements),)
        if self.overrides:
            parts += (self.overrides,)
        shown = repr(parts) + (repr(sorted(self.vats.items())) if self.vats else "")
        return sha256(shown.encode()).hexdigest()


def _digest(*parts: object) -> str:
    return sha256(repr(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Figures:
    """What is read of a cycle before a plan is made: its demand, and by product what is sold, in stock and offered."""

    cycle: str
    demand: tuple[Demanded, ...]
    participants: int
    sold: Mapping[str, SoldProduct]
    lots: Mapping[str, Sequence[Lot]]
    last_day: date
    offered: Mapping[str, tuple[Offer, ...]]
    suppliers: tuple[SupplierTerms, ...]
    delivery_vat_basis_points: int
    terms: Terms
    vats: Mapping[str, SupplierVat] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()

    def sources(self) -> Sources:
        """What a plan is made from: stock goes first, the rest is needed (docs/rules.md, demand and stock)."""
        stock = {
            one.product: use_stock(self.lots.get(one.product, ()), one.quantity, self.last_day) for one in self.demand
        }
        sold = {one.product: self.sold[one.product] for one in self.demand}
        return Sources(
            self.cycle,
            self.demand,
            {product: use for product, use in stock.items() if use.quantity},
            {product: Sold(terms.unit, terms.vat_basis_points) for product, terms in sold.items()},
            self.delivery_vat_basis_points,
            tuple(self._need(one, stock[one.product].quantity) for one in self.demand),
            self.suppliers,
            self.terms,
            self._parts(),
            self.vats,
            self.overrides,
        )

    def with_more(self, households: int) -> "Figures":
        """The same with so many more average households: quantities, money and heads rounded half-up, each by itself.

        Where nobody has ordered there is no average, and nothing more.
        """
        if not self.participants:
            return self
        after, before = self.participants + households, self.participants
        demand = tuple(
            Demanded(
                one.product,
                half_up_ratio(one.quantity * after, before),
                half_up_ratio(one.households * after, before),
                half_up_ratio(one.held * after, before),
            )
            for one in self.demand
        )
        return replace(self, demand=demand, participants=after)

    def _parts(self) -> Parts:
        offers = [
            (product, offer, offer.only_in_replacement)
            for product, offered in sorted(self.offered.items())
            for offer in offered
        ]
        return Parts(
            ordered=_digest(self.demand, self.participants),
            stock=_digest(sorted((product, tuple(lots)) for product, lots in self.lots.items())),
            offers=_digest(offers, self.suppliers, sorted(self.vats.items())),
        )

    def _need(self, one: Demanded, in_stock: int) -> Need:
        terms = self.sold[one.product]
        return Need(
            product=one.product,
            quantity=one.quantity - in_stock,
            unit=terms.unit.base,
            ceiling=terms.ceiling,
            shelf_days=terms.shelf_days,
            surplus_loss_basis_points=terms.surplus_loss_basis_points,
            households=one.households,
            participants=self.participants,
            offers=self.offered.get(one.product, ()),
        )
