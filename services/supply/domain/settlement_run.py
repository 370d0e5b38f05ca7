"""Computes one settlement run from its inputs; a correction never raises what an earlier run published."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from services.supply.domain.allocation import Claim, Shortfall, Supply, allocate, shortfall
from services.supply.domain.invoice import Invoice, InvoiceLine, invoice, invoiced_line
from services.supply.domain.settlement import Goods, SettledProduct, Totals, settle_product, totals
from services.supply.domain.settlement_inputs import Ordered, Planned, Received, SettlementInputs

Grants = Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class Published:
    """What the run before said, by product: final prices, and what each order got where it did not suffice."""

    prices: Mapping[str, int | None] = field(default_factory=dict)
    grants: Mapping[str, Grants] = field(default_factory=dict)

    def ceiling(self, planned: Planned) -> int:
        """The most the product may cost now: its ceiling, or the lower price already published."""
        price = self.prices.get(planned.product)
        return planned.ceiling if price is None else min(planned.ceiling, price)


@dataclass(frozen=True, slots=True)
class SettledLine:
    """One product of a run; ``shortage`` says why some get less than ordered, None when it sufficed."""

    settled: SettledProduct
    demand: int
    shortage: Shortfall | None
    grants: Grants


@dataclass(frozen=True, slots=True)
class SettlementRun:
    """All that a run decides."""

    lines: tuple[SettledLine, ...]
    invoices: tuple[Invoice, ...]
    totals: Totals


class Settling:
    """One run being computed: first what there is of each product, then, with the claims, who gets it."""

    def __init__(self, inputs: SettlementInputs, published: Published) -> None:
        self._inputs = inputs
        self._published = published
        self._invoices = _invoices(inputs)
        self._received = {line.product: line for line in inputs.received}
        self._ordered: dict[str, list[Ordered]] = defaultdict(list)
        for one in inputs.ordered:
            self._ordered[one.product].append(one)
        costs = {product: cost for one in self._invoices for product, cost in one.costs.items()}
        self._goods = {one.product: self._goods_of(one, costs.get(one.product, 0)) for one in inputs.planned}

    @property
    def short(self) -> list[str]:
        """The products whose claims decide: there is less than ordered, or was when last published."""
        return [
            product
            for product, goods in self._goods.items()
            if goods.available < self._demand(product) or product in self._published.grants
        ]

    def run(self, claims: Mapping[str, Mapping[UUID, Claim]]) -> SettlementRun:
        """Hand out, charge and prove.

        Raises:
            SettlementBrokenError: the identity does not hold.
        """
        lines = tuple(self._line(planned, claims.get(planned.product)) for planned in self._inputs.planned)
        held = sum(one.held for one in self._inputs.ordered)
        found = totals((line.settled for line in lines), self._invoices, held)
        return SettlementRun(lines, self._invoices, found)

    def _goods_of(self, planned: Planned, invoiced: int) -> Goods:
        received = self._received.get(planned.product)
        return Goods(
            planned.product,
            planned.unit,
            self._published.ceiling(planned),
            invoiced,
            received.quantity if received else 0,
            planned.stock_used,
            planned.stock_value,
        )

    def _demand(self, product: str) -> int:
        return sum(one.quantity * one.lines for one in self._ordered[product])

    def _line(self, planned: Planned, claims: Mapping[UUID, Claim] | None) -> SettledLine:
        goods, demand = self._goods[planned.product], self._demand(planned.product)
        if claims is None:
            handed_out = {one.quantity: one.lines for one in self._ordered[planned.product]}
            return SettledLine(settle_product(goods, handed_out), demand, None, {})
        supply = Supply(self._inputs.cycle, planned.product, goods.available, planned.step, planned.policy)
        grants = self._grants(supply, claims)
        reason = shortfall(supply, bought=planned.supplier is not None)
        return SettledLine(settle_product(goods, Counter(grants.values())), demand, reason, grants)

    def _grants(self, supply: Supply, claims: Mapping[UUID, Claim]) -> Grants:
        """What each order gets; in a correction never more than was published, so that no charge rises."""
        granted = dict(zip(claims, allocate(supply, list(claims.values())), strict=True))
        published = self._published.grants.get(supply.product, {})
        return {order: min(quantity, published.get(order, quantity)) for order, quantity in granted.items()}


def _invoices(inputs: SettlementInputs) -> tuple[Invoice, ...]:
    units = {planned.product: planned.unit for planned in inputs.planned}
    lines: dict[str, list[InvoiceLine]] = {supplier: [] for supplier in inputs.fees}
    for received in inputs.received:
        lines[received.supplier].append(_invoiced(received, units[received.product]))
    vat = inputs.delivery_vat_basis_points
    return tuple(invoice(supplier, lines[supplier], fee, vat) for supplier, fee in inputs.fees.items())


def _invoiced(received: Received, unit: int) -> InvoiceLine:
    return invoiced_line(received.product, received.price, received.quantity, unit, received.vat_basis_points)
