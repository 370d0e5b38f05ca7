"""A supplier brings an order by other terms than it was asked: prices, delivery, packs (docs/incidents.md).

The coordinator takes them, or leaves the supplier: then it is as if it did not come.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.supply.domain.amendment import Amounts, AskedLine, invoice_as_asked
from services.supply.domain.consequence import Brought, Consequence, Lost, consequence
from services.supply.domain.happened import Happened, SaidPrice
from services.supply.domain.incident import Touched
from services.supply.domain.ladder import FINEST_PRICE
from services.supply.domain.plan import SupplierTerms
from services.supply.domain.price_list_cells import MOST_PRICE, MOST_QUANTITY, PricePer, WrongCell, per_unit
from services.supply.domain.replacement import Missing
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class OtherTerms:
    """An order as it was asked and as its supplier would bring it.

    ``missing`` is what others would have to bring if it were left.
    """

    missing: Missing
    before: Mapping[str, AskedLine]
    terms_before: SupplierTerms
    after: Mapping[str, AskedLine]
    terms: SupplierTerms
    delivery_vat_basis_points: int | None

    @property
    def rests_on(self) -> tuple[object, object, object]:
        """The purchase orders, what suppliers offer, what households ordered."""
        orders, offers, demand = self.missing.rests_on
        return (orders, self.terms_before), offers, demand

    @property
    def changed(self) -> dict[str, AskedLine]:
        """The lines that are otherwise, as they would be."""
        return {product: line for product, line in self.after.items() if line != self.before[product]}

    @property
    def amounts(self) -> Amounts:
        """What the order would come to."""
        return Amounts.of(self.after.values(), self.terms, self.delivery_vat_basis_points)

    @property
    def costs_more(self) -> int:
        """Cents with VAT and delivery that the order would come to more; below 0: less."""
        return self.amounts.total - self.missing.total

    @property
    def gap(self) -> int:
        """Cents that the order would cost more than its households hold: the network's limit is on that."""
        return self.amounts.total - sum(one.held for one in self.missing.lost)

    @property
    def weighs(self) -> int:
        """Cents that the order would weigh in a plan, what stays short included (docs/rules.md)."""
        found = self.missing.found
        lines = ((need, self.after[need.product]) for need in found.needs)
        goods = sum(need.cost(line.goods, line.quantity, found.terms.shortage_penalty) for need, line in lines)
        return goods + self.amounts.delivery

    def consequences(self) -> tuple[Consequence, ...]:
        """What becomes of each product that comes otherwise, or whose final price changes, by its code."""
        before = invoice_as_asked(self.before.values(), self.terms_before, self.delivery_vat_basis_points).costs
        after = invoice_as_asked(self.after.values(), self.terms, self.delivery_vat_basis_points).costs
        found = [self._consequence(lost, before[lost.product], after[lost.product]) for lost in self.missing.lost]
        return tuple(
            one for one in found if one.product in self.changed or one.final_price_cents != one.before_price_cents
        )

    def _consequence(self, lost: Lost, cost_before: int, cost: int) -> Consequence:
        line = self.after[lost.product]
        before = lost.goods(cost_before, self.before[lost.product].quantity)
        number, supplier = self.missing.number, self.missing.supplier
        brought = Brought(supplier, number, line.cases, line.quantity, line.price, line.goods)
        return consequence(lost, lost.goods(cost, line.quantity), brought, before.final_price)

    def touched(self, found: Sequence[Consequence]) -> Iterator[Touched]:
        """The products of which households hear: another price, or not enough of it."""
        lost = {one.product: one for one in self.missing.lost}
        for one in found:
            changes = one.final_price_cents != one.before_price_cents
            if changes or one.quantity != one.ordered:
                its = lost[one.product]
                yield Touched(one.product, one.available, its.step, its.policy, changes=changes)


def said_terms(
    happened: Happened, lines: Mapping[str, AskedLine], terms: SupplierTerms, units: Mapping[str, Unit]
) -> tuple[dict[str, AskedLine], SupplierTerms]:
    """The lines and terms of an order as its supplier says them; a fee that is said stays, whatever is ordered.

    Raises:
        Refused: ``incident_case_price_invalid``, ``incident_figures_too_large`` or ``incident_changes_nothing``.
    """
    said = {
        one.product: lines[one.product].at_price(_price(happened.number, lines[one.product], units[one.product], one))
        for one in happened.prices
    }
    said |= {one.product: lines[one.product].in_packs(one.case_size, one.cases) for one in happened.packs}
    if any(line.price > MOST_PRICE or max(line.quantity, line.goods) > MOST_QUANTITY for line in said.values()):
        raise Refused("incident_figures_too_large", number=happened.number)
    said = {product: line for product, line in said.items() if not _same(lines[product], line)}
    if not said and happened.delivery in {None, terms.fee(sum(line.goods for line in lines.values()))}:
        raise Refused("incident_changes_nothing", number=happened.number)
    if happened.delivery is None:
        return {**lines, **said}, terms
    return {**lines, **said}, replace(terms, delivery_fee=happened.delivery, free_delivery_from=None)


def _price(number: int, line: AskedLine, unit: Unit, said: SaidPrice) -> Decimal:
    """Euros per display unit; of a price per case rounded, as in a price list."""
    if said.per is PricePer.UNIT:
        return said.price.quantize(FINEST_PRICE)
    try:
        return per_unit(said.price, line.case_size, unit).price
    except WrongCell:
        raise Refused("incident_case_price_invalid", number=number, product=said.product) from None


def _same(before: AskedLine, after: AskedLine) -> bool:
    return (before.case_size, before.cases, before.price) == (after.case_size, after.cases, after.price)
