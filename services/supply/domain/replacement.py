"""What other suppliers can bring in the place of one that does not come, or brings a part only (docs/incidents.md).

Only what was to come is planned again; all else that was ordered stands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from services.supply.domain.amendment import AskedLine, invoice_as_asked
from services.supply.domain.consequence import Brought, Consequence, Lost, consequence, repriced
from services.supply.domain.demand import Sources
from services.supply.domain.incident import Touched, Wanted
from services.supply.domain.invoice import Invoice, InvoiceLine, invoice
from services.supply.domain.options import WHOLE, Need, Option
from services.supply.domain.plan import Plan, Problem, SupplierTerms
from services.supply.domain.planning import weighed
from services.supply.domain.reasons import ReasonedPlan, reasons
from services.supply.domain.rebates import AsItWas
from services.supply.domain.solver import DEFAULT_TIME_LIMIT, TimeLimit, solve
from shared.kernel.rounding import half_up_ratio


@dataclass(frozen=True, slots=True)
class StandingOrder:
    """A purchase order that another supplier has: more can be asked of it by an amendment. ``total`` in cents.

    ``products`` are those that it brings already, where what is missing can be asked of it.
    """

    number: int
    supplier: str
    amendment: int
    lines: tuple[AskedLine, ...]
    terms: SupplierTerms
    delivery_vat_basis_points: int | None
    total: int
    products: tuple[Lost, ...] = ()

    @property
    def costs(self) -> Mapping[str, int]:
        """Each product's part of what it would invoice."""
        return invoice_as_asked(self.lines, self.terms, self.delivery_vat_basis_points).costs

    @property
    def goods(self) -> int:
        """Cents ex VAT."""
        return sum(line.goods for line in self.lines)

    @property
    def terms_for_more(self) -> SupplierTerms:
        """What its supplier asks for more: what still lacks to its minimum, no fee: it comes with what was ordered."""
        lacks = max(0, self.terms.minimum - self.goods)
        return replace(self.terms, minimum=lacks, delivery_fee=0, free_delivery_from=None)


@dataclass(frozen=True, slots=True)
class Missing:
    """What a supplier leaves to be bought elsewhere, and all that decides where.

    ``found`` are the needs, with the offers of those who can still deliver; ``total`` is what its order came to with
    VAT, in cents, and ``costs`` each product's part of that. ``stays`` is what its supplier invoices for the rest,
    ``kept``; None: nothing of the order comes.
    """

    number: int
    supplier: str
    amendment: int
    total: int
    plan: int
    lost: tuple[Lost, ...]
    costs: Mapping[str, int]
    found: Sources
    standing: Mapping[str, StandingOrder]
    wanted: Mapping[str, tuple[Wanted, ...]]
    stays: Invoice | None = None
    kept: tuple[Lost, ...] = ()

    @property
    def beside(self) -> dict[str, tuple[Lost, int]]:
        """By product, what comes as it was asked, with its part of the invoice so far.

        The delivery that it shares with what falls away or is asked for more becomes another.
        """
        found = {one.product: (one, self.costs[one.product]) for one in self.kept}
        for standing in self.standing.values():
            costs = standing.costs if standing.products else {}
            found |= {one.product: (one, costs[one.product]) for one in standing.products}
        return found

    @property
    def concerned(self) -> tuple[Lost, ...]:
        """Every product of which something may change."""
        return (*self.lost, *(one for one, _ in self.beside.values()))

    @property
    def cycle(self) -> str:
        """Its code."""
        return self.found.cycle

    def before(self) -> dict[str, AsItWas]:
        """By product, what a settlement would have made of the order."""
        goods = {one.product: one.goods(self.costs[one.product], one.ordered) for one in self.lost}
        goods |= {product: one.goods(cost, one.ordered) for product, (one, cost) in self.beside.items()}
        return {product: AsItWas.of(one) for product, one in goods.items()}

    @property
    def rests_on(self) -> tuple[object, object, object]:
        """The purchase orders, what suppliers offer, what households ordered."""
        found, orders = self.found, sorted((one.number, one.amendment, one.total) for one in self.standing.values())
        return (
            (self.number, self.amendment, self.plan, self.total, self.lost, orders),
            (found.needs, found.suppliers, sorted(found.vats.items()), found.terms.delivery, found.terms.max_stock),
            sorted(self.wanted.items()),
        )


@dataclass(frozen=True, slots=True)
class Replaced:
    """What is bought instead, and what each supplier would then invoice in all."""

    reasoned: ReasonedPlan
    invoices: Mapping[str, Invoice]

    @property
    def bought(self) -> dict[str, Option]:
        """By product."""
        return {line.need.product: line.bought for line in self.reasoned.plan.lines if line.bought}


def replaced(missing: Missing, *, time_limit: TimeLimit = DEFAULT_TIME_LIMIT) -> Replaced:
    """The cheapest way to get what is missing from others. It may take seconds: call it off the event loop.

    Raises:
        Refused: ``too_many_cases`` or ``figures_too_large``.
    """
    problem = within_ceilings(missing.found)
    with weighed(missing.found.cycle, problem):
        plan = solve(problem, time_limit=time_limit)
    return Replaced(ReasonedPlan(plan, tuple(reasons(problem, plan))), _invoices(missing, plan))


def within_ceilings(found: Sources) -> Problem:
    """The choices whose goods with VAT, delivery apart, cost no more than households hold for them."""
    problem = found.problem()
    options = tuple(
        tuple(one for one in options if _within_ceiling(found, need, one))
        for need, options in zip(problem.needs, problem.options, strict=True)
    )
    return replace(problem, options=options)


def _within_ceiling(found: Sources, need: Need, one: Option) -> bool:
    with_vat = WHOLE + _vat(found, need.product, one.supplier)
    return half_up_ratio(one.goods * with_vat * need.unit, one.quantity * WHOLE) <= need.ceiling


def _vat(found: Sources, product: str, supplier: str) -> int:
    return found.vat_of(supplier).of_goods(found.sold[product].vat_basis_points)


def _invoices(missing: Missing, plan: Plan) -> dict[str, Invoice]:
    found = missing.found
    terms = {one.supplier: one for one in found.suppliers}
    invoices = {}
    for supplier in plan.fees:
        asked = [line for line in plan.lines if line.bought and line.bought.supplier == supplier]
        more = [
            InvoiceLine(line.need.product, line.bought.goods, _vat(found, line.need.product, supplier))
            for line in asked
            if line.bought
        ]
        standing = missing.standing.get(supplier)
        if standing is None:
            vat = found.vat_of(supplier).of_delivery(found.delivery_vat_basis_points)
            invoices[supplier] = _invoice(terms[supplier], more, vat)
        else:
            before = [InvoiceLine(line.product, line.goods, line.vat_basis_points) for line in standing.lines]
            invoices[supplier] = _invoice(standing.terms, before + more, standing.delivery_vat_basis_points)
    return invoices


def _invoice(terms: SupplierTerms, lines: list[InvoiceLine], delivery_vat: int | None) -> Invoice:
    return invoice(terms.supplier, lines, terms.fee(sum(line.goods for line in lines)), delivery_vat)


def costs_more(missing: Missing, instead: Replaced) -> int:
    """Cents with VAT and delivery that all purchase orders come to more than before; below 0: less."""
    before = missing.total + sum(missing.standing[one].total for one in instead.invoices if one in missing.standing)
    stays = missing.stays.total if missing.stays else 0
    return stays + sum(one.total for one in instead.invoices.values()) - before


def gaps(missing: Missing, instead: Replaced) -> dict[str, int]:
    """By supplier whose order stands but becomes another, the cents that it comes to more than its households hold.

    Confirming accepts these. A new supplier's gap is asked before its order is approved, as ever.
    """
    held = {one.product: one.held for one in missing.concerned}
    found = {}
    if missing.stays:
        found[missing.supplier] = missing.stays.total - sum(held[product] for product in missing.stays.costs)
    for supplier in instead.invoices.keys() & missing.standing.keys():
        asked = instead.invoices[supplier]
        found[supplier] = asked.total - sum(held[product] for product in asked.costs)
    return dict(sorted(found.items()))


def weighs(missing: Missing, instead: Replaced) -> int:
    """Cents that what is bought instead weighs in a plan, what stays short included (docs/rules.md)."""
    standing = [one for code, one in missing.standing.items() if code in instead.invoices]
    fees = sum(instead.invoices[one.supplier].delivery - one.terms.fee(one.goods) for one in standing)
    stays = missing.stays.delivery if missing.stays else 0
    return instead.reasoned.plan.objective + fees + stays


def consequences(missing: Missing, instead: Replaced) -> tuple[Consequence, ...]:
    """What becomes of each product, by its code; then of those that only bear another part of a delivery."""
    return (*(_consequence(missing, lost, instead) for lost in missing.lost), *_repriced(missing, instead))


def _repriced(missing: Missing, instead: Replaced) -> Iterator[Consequence]:
    costs = dict(missing.stays.costs) if missing.stays else {}
    for supplier in instead.invoices.keys() & missing.standing.keys():
        costs |= instead.invoices[supplier].costs
    for product, (lost, before) in sorted(missing.beside.items()):
        cost = costs.get(product, before)
        found = repriced(lost, lost.goods(before, lost.ordered), lost.goods(cost, lost.ordered))
        if found is not None:
            yield found


def _consequence(missing: Missing, lost: Lost, instead: Replaced) -> Consequence:
    bought = instead.bought.get(lost.product)
    if bought is None:
        return consequence(lost, lost.goods(0, 0))
    standing = missing.standing.get(bought.supplier)
    amends = standing.number if standing else None
    brought = Brought(bought.supplier, amends, bought.cases, bought.quantity, bought.rung.price, bought.goods)
    cost = instead.invoices[bought.supplier].costs[lost.product]
    return consequence(lost, lost.goods(cost, bought.quantity), brought)


def touched(missing: Missing, found: tuple[Consequence, ...]) -> Iterator[Touched]:
    """The products as they would be handed out."""
    concerned = {one.product: one for one in missing.concerned}
    for one in found:
        its = concerned[one.product]
        changes = one.supplier is not None or one.before_price_cents is not None
        yield Touched(one.product, one.available, its.step, its.policy, changes=changes)
