"""Computes one settlement run from its inputs; a correction never raises what an earlier run published.

What the coordinator decided by hand is handed out first. Whoever the plan was made for is served next; those
admitted after the goods were bought share what is left over. Where nothing is available nobody gets anything,
and no order's grant is kept.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.supply.domain.allocation import Claim, Part, Shortfall, Supply, left_over, parts, shortfall
from services.supply.domain.control_totals import prove_held, prove_invoices
from services.supply.domain.invoice import Invoice
from services.supply.domain.price_parts import PriceParts, price_parts
from services.supply.domain.printed_invoice import Billed, Expected, ExpectedLine, as_expected, billed
from services.supply.domain.settlement import Goods, SettledProduct, Totals, settle_product, totals
from services.supply.domain.settlement_inputs import HandPart, Ordered, Planned, Received, SettlementInputs
from shared.kernel.quantity import Quantity, Unit
from shared.kernel.refusal import Refused

Grants = Mapping[UUID, int]
Parts = Mapping[UUID, Part]

NUMBERED_SINCE = datetime(2026, 1, 1, tzinfo=UTC)

REHEARSED = 2**31 - 1
"""Under this number a run is looked at that is never kept: the highest, so that it is the one in force meanwhile."""


def next_run(previous: int, now: datetime) -> int:
    """The number of a cycle's next run: ``max(previous + 1, seconds since 2026 began)``, at least 1.

    Orders posts no run whose number is not above the posted one: seconds make a database that was restored
    speak louder than what it had said before. They fit the 32 bits that readers keep a run in, until 2094.
    """
    return max(previous + 1, (now - NUMBERED_SINCE) // timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class Published:
    """What the run before said, by product: final prices, what each order got where it did not suffice, late ones."""

    prices: Mapping[str, int | None] = field(default_factory=dict)
    grants: Mapping[str, Grants] = field(default_factory=dict)
    late: Mapping[str, Grants] = field(default_factory=dict)

    def ceiling(self, planned: Planned) -> int:
        """The most the product may cost now: its ceiling, or the lower price already published."""
        price = self.prices.get(planned.product)
        return planned.ceiling if price is None else min(planned.ceiling, price)

    def nothing(self, product: str) -> bool:
        """Whether nobody got any of it."""
        return product in self.prices and self.prices[product] is None


@dataclass(frozen=True, slots=True)
class SettledLine:
    """One product of a run.

    Args:
        settled: What it costs in the end.
        demand: Base units ordered, by those admitted late too.
        late_demand: Of these, by those admitted after the goods were bought.
        shortage: Why some get less than ordered; None when it sufficed.
        grants: What each order got that was planned for, where it did not suffice.
        late: What each order got that was admitted after the goods were bought.
        parts: What the policy gave to each order that has a grant: in a correction it may be more than the grant.
        price: What its part of the invoice is made of; None when nothing was ordered from a supplier.
    """

    settled: SettledProduct
    demand: int
    late_demand: int
    shortage: Shortfall | None
    grants: Grants
    late: Grants
    parts: Parts
    price: PriceParts | None


@dataclass(frozen=True, slots=True)
class SettlementRun:
    """All that a run decides; ``held`` is the cents held for each product."""

    lines: tuple[SettledLine, ...]
    invoices: tuple[Invoice, ...]
    totals: Totals
    held: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _HandedOut:
    """Who gets what of one product: by order, and how many lines get each quantity."""

    grants: Grants
    late: Grants
    parts: Parts
    lines: Counter[int]


class Settling:
    """One run being computed: first what there is of each product, then, with the claims, who gets it."""

    def __init__(self, inputs: SettlementInputs, published: Published) -> None:
        self._inputs = inputs
        self._published = published
        expected = _expected_invoices(inputs)
        self._invoices = tuple(_invoice(one, inputs.bills.get(one.supplier)) for one in expected)
        self._price_parts = _price_parts(expected, self._invoices)
        self._received = {line.product: line for line in inputs.received}
        self._ordered: dict[str, list[Ordered]] = defaultdict(list)
        for one in inputs.ordered:
            self._ordered[one.product].append(one)
        self._by_hand: dict[str, dict[UUID, HandPart]] = defaultdict(dict)
        for part in inputs.by_hand:
            self._by_hand[part.product][part.order_id] = part
        self._late: dict[str, dict[UUID, Claim]] = defaultdict(dict)
        for line in inputs.late:
            self._late[line.product][line.order_id] = line.claim
        costs = {product: cost for one in self._invoices for product, cost in one.costs.items()}
        self._goods = {one.product: self._goods_of(one, costs.get(one.product, 0)) for one in inputs.planned}

    @property
    def short(self) -> list[str]:
        """The products of which it matters who ordered how much: there is some, but less than the plan's orders want.

        Or there was less when last published, or something of it is handed out by hand.
        """
        before = self._published
        return [
            product
            for product, goods in self._goods.items()
            if goods.available
            and (
                goods.available < self._demand(product)
                or product in before.grants
                or before.nothing(product)
                or product in self._by_hand
            )
        ]

    def run(self, claims: Mapping[str, Mapping[UUID, Claim]]) -> SettlementRun:
        """Hand out, charge and prove.

        Raises:
            Refused: an identity does not hold, see ``control_totals`` and ``totals``.
        """
        lines = tuple(self._line(planned, claims.get(planned.product)) for planned in self._inputs.planned)
        settled, held = [line.settled for line in lines], self._held()
        prove_invoices(settled, self._invoices)
        prove_held(settled, held)
        found = totals(settled, self._invoices, held.total())
        return SettlementRun(lines, self._invoices, found, held)

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

    def _held(self) -> Counter[str]:
        """Cents held for each product."""
        held = Counter[str]()
        for one in self._inputs.ordered:
            held[one.product] += one.held
        for line in self._inputs.late:
            held[line.product] += line.held
        return held

    def _demand(self, product: str) -> int:
        return sum(one.quantity * one.lines for one in self._ordered[product])

    def _line(self, planned: Planned, claims: Mapping[UUID, Claim] | None) -> SettledLine:
        product, goods = planned.product, self._goods[planned.product]
        supply = Supply(self._inputs.cycle, product, goods.available, planned.step, planned.policy)
        out = self._hand_out(supply, planned.shown_in, claims)
        demand, late_demand = self._demand(product), sum(claim.quantity for claim in self._late[product].values())
        settled = settle_product(goods, out.lines)
        some_short = settled.granted < demand + late_demand
        reason = self._reason(planned, supply, plan_short=claims is not None, some_short=some_short)
        price = self._price_parts.get(product)
        return SettledLine(settled, demand + late_demand, late_demand, reason, out.grants, out.late, out.parts, price)

    def _hand_out(self, supply: Supply, shown_in: Unit, claims: Mapping[UUID, Claim] | None) -> _HandedOut:
        """First what was decided by hand, then to those planned for, then to those admitted late.

        Raises:
            Refused: ``hand_parts_exceed``.
        """
        late_claims = self._late[supply.product]
        to_late = self._decided(supply.product, late_claims)
        decided = self._decided(supply.product, claims or {}) + to_late
        rest = left_over(supply, decided)
        if rest.available < 0:
            by_hand, available = Quantity(decided, shown_in), Quantity(supply.available, shown_in)
            raise Refused("hand_parts_exceed", product=supply.product, by_hand=by_hand, available=available)
        grants, of_planned = self._grants(rest, claims or {}, self._published.grants)
        lines = Counter(grants.values()) if claims is not None else self._in_full(self._goods[supply.product])
        served = sum(quantity * times for quantity, times in lines.items())
        late, of_late = self._grants(left_over(supply, served + to_late), late_claims, self._published.late)
        lines.update(late.values())
        return _HandedOut(grants, late, {**of_planned, **of_late}, lines)

    def _decided(self, product: str, claims: Mapping[UUID, Claim]) -> int:
        """Base units decided by hand for these orders."""
        return sum(part.quantity for order, part in self._by_hand.get(product, {}).items() if order in claims)

    def _in_full(self, goods: Goods) -> Counter[int]:
        """Of a product that suffices, every line is granted all; of one of which there is none, no line anything."""
        ordered = self._ordered[goods.product] if goods.available else ()
        return Counter({one.quantity: one.lines for one in ordered})

    def _reason(self, planned: Planned, supply: Supply, *, plan_short: bool, some_short: bool) -> Shortfall | None:
        """Why whoever was planned for gets less than ordered; if none of them does, why those admitted late do."""
        if not some_short:
            return None
        if self._inputs.abandoned:
            return Shortfall.CYCLE_ABANDONED
        if plan_short or not supply.available:
            return shortfall(supply, bought=planned.supplier is not None)
        return Shortfall.ADMITTED_LATE

    def _grants(
        self, supply: Supply, claims: Mapping[UUID, Claim], published: Mapping[str, Grants]
    ) -> tuple[Grants, Parts]:
        """What each order gets, and its part; in a correction never more than was published: no charge rises."""
        of_orders = self._parts(supply, claims)
        if self._published.nothing(supply.product):
            return dict.fromkeys(claims, 0), of_orders
        before = published.get(supply.product, {})
        granted = {order: min(part.quantity, before.get(order, part.quantity)) for order, part in of_orders.items()}
        return granted, of_orders

    def _parts(self, supply: Supply, claims: Mapping[UUID, Claim]) -> dict[UUID, Part]:
        """The part of each order: as decided by hand, the others' by the policy from what ``supply`` has for them."""
        decided = self._by_hand.get(supply.product, {})
        others = {order: claim for order, claim in claims.items() if order not in decided}
        by_policy = dict(zip(others, parts(supply, list(others.values())), strict=True))
        by_hand = {
            order: Part(part.quantity, by_hand=part.reason) for order, part in decided.items() if order in claims
        }
        return {**by_policy, **by_hand}


def _expected_invoices(inputs: SettlementInputs) -> tuple[Expected, ...]:
    """What each supplier should invoice for what it brought."""
    units = {planned.product: planned.shown_in for planned in inputs.planned}
    lines: dict[str, list[ExpectedLine]] = {supplier: [] for supplier in inputs.fees}
    for received in inputs.received:
        lines[received.supplier].append(_expected(received, units[received.product]))
    return tuple(
        Expected(supplier, tuple(lines[supplier]), fee, inputs.fee_vat(supplier))
        for supplier, fee in inputs.fees.items()
    )


def _invoice(expected: Expected, bill: Billed | None) -> Invoice:
    """What a supplier invoices: as it was entered, else as ordered and received."""
    return as_expected(expected) if bill is None else billed(expected, bill)


def _price_parts(expected: Iterable[Expected], bills: Iterable[Invoice]) -> dict[str, PriceParts]:
    both = zip(expected, bills, strict=True)
    return {product: part for one, bill in both for product, part in price_parts(bill, one).items()}


def _expected(received: Received, unit: Unit) -> ExpectedLine:
    return ExpectedLine(received.product, received.quantity, received.price, unit, received.vat_basis_points)
