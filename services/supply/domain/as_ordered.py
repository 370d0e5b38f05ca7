"""What a plan comes to if everything arrives as it is ordered: invoices, what households pay, what the network adds."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.supply.domain.demand import Demanded, Sources
from services.supply.domain.invoice import Invoice, InvoiceLine, invoice
from services.supply.domain.plan import Plan, PlanLine, SupplierTerms
from services.supply.domain.settlement import Goods, SettledProduct, settle_product
from services.supply.domain.stock import StockUse


@dataclass(frozen=True, slots=True)
class SupplierOrder:
    """What would be ordered from a supplier, and what it asks for; cents ex VAT, but ``total`` with VAT."""

    terms: SupplierTerms
    cases: int
    goods: int
    delivery: int
    total: int

    @property
    def lacks_for_minimum(self) -> int:
        """Cents of goods that lack to reach the supplier's minimum."""
        return max(0, self.terms.minimum - self.goods)

    @property
    def lacks_for_free_delivery(self) -> int:
        """Cents of goods that lack until delivery is free; 0: it is, or never will be."""
        free_from = self.terms.free_delivery_from
        return max(0, free_from - self.goods) if self.delivery and free_from is not None else 0


@dataclass(frozen=True, slots=True)
class AsOrdered:
    """A plan carried out to the letter, in cents with VAT.

    ``goes_back`` is what households held and are not charged: about, for each order line is charged to the cent by
    itself. ``network_pays`` is what ceilings do not cover. ``handed_out`` is base units by product.
    """

    orders: tuple[SupplierOrder, ...]
    goes_back: int
    network_pays: int
    handed_out: Mapping[str, int]

    @property
    def paid(self) -> int:
        """What suppliers invoice: goods, delivery and VAT."""
        return sum(order.total for order in self.orders)


def as_ordered(found: Sources, plan: Plan, asked: Iterable[SupplierTerms]) -> AsOrdered:
    """What a plan of these sources comes to (docs/rules.md, invoice and settlement); ``asked``: suppliers' terms."""
    invoices = invoices_as_ordered(found, plan)
    cases = Counter[str]()
    for line in plan.lines:
        if line.bought:
            cases[line.bought.supplier] += line.bought.cases
    terms = {one.supplier: one for one in asked}
    settled = _settled(found, plan, invoices.values())
    held, charged = sum(one.held for one in found.demand), sum(one.charged for one in settled)
    return AsOrdered(
        tuple(
            SupplierOrder(terms[code], cases[code], bill.goods, bill.delivery, bill.total)
            for code, bill in invoices.items()
        ),
        max(0, held - charged),
        -sum(one.adjustment for one in settled if one.uncovered),
        {one.goods.product: one.granted for one in settled},
    )


def invoices_as_ordered(found: Sources, plan: Plan) -> dict[str, Invoice]:
    """What each supplier of a plan would invoice if all came as ordered, by its code in order."""
    return {supplier: _invoice(found, plan, supplier, fee) for supplier, fee in plan.fees.items()}


def _invoice(found: Sources, plan: Plan, supplier: str, fee: int) -> Invoice:
    lines = [
        InvoiceLine(line.need.product, line.bought.goods, found.goods_vat(line.need.product, supplier))
        for line in plan.lines
        if line.bought and line.bought.supplier == supplier
    ]
    return invoice(supplier, lines, fee, found.delivery_vat(supplier))


def _settled(found: Sources, plan: Plan, invoices: Iterable[Invoice]) -> list[SettledProduct]:
    costs = {product: cost for bill in invoices for product, cost in bill.costs.items()}
    return [
        _settled_product(one, line, found.stock.get(one.product, StockUse()), costs.get(one.product, 0))
        for one, line in zip(found.demand, plan.lines, strict=True)
    ]


def _settled_product(asked: Demanded, line: PlanLine, stock: StockUse, cost: int) -> SettledProduct:
    """As if one household had ordered it all."""
    need, received = line.need, line.bought.quantity if line.bought else 0
    goods = Goods(asked.product, need.unit, need.ceiling, cost, received, stock.quantity, stock.value)
    return settle_product(goods, {min(asked.quantity, goods.available): 1})
