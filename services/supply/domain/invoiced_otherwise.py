"""A supplier invoices other prices, or another delivery, than it was asked for (docs/incidents.md)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.supply.domain.consequence import Consequence, Lost, consequence
from services.supply.domain.incident import Touched, Wanted
from services.supply.domain.invoice import Invoice
from services.supply.domain.printed_invoice import (
    Billed,
    Difference,
    DifferenceKind,
    Expected,
    PrintedLine,
    as_expected,
    billed,
)
from services.supply.domain.rebates import AsItWas
from services.supply.domain.settlement import Goods
from services.supply.domain.settlement_run import Published

TARIFF = frozenset({DifferenceKind.PRICE, DifferenceKind.FEE})
"""Differences of an invoice that are another tariff than was announced."""


@dataclass(frozen=True, slots=True)
class AtBoth:
    """What counts of an order's invoice, and what would at the prices and the delivery it was ordered at."""

    as_ordered: Invoice
    as_invoiced: Invoice

    @classmethod
    def of(cls, expected: Expected, prices: Mapping[str, Decimal], bill: Billed | None) -> "AtBoth":
        """Of what came, ``expected`` at the prices of the cycle's record, ``prices`` those ordered, and its invoice."""
        lines = tuple(replace(line, price=prices[line.product]) for line in expected.lines)
        ordered = replace(expected, lines=lines)
        if bill is None:
            return cls(as_expected(ordered), as_expected(expected))
        named = {line.product: line for line in bill.printed.lines}
        invoiced = [line.invoiced(named.get(line.product)) for line in expected.lines]
        printed = tuple(PrintedLine(line.product, line.quantity, line.price) for line in invoiced)
        bill = replace(bill, printed=replace(bill.printed, lines=printed))
        terms = {(DifferenceKind.FEE, ""), *((DifferenceKind.PRICE, line.product) for line in lines)}
        disputed = tuple(sorted({*bill.disputed, *terms}))
        return cls(billed(ordered, replace(bill, disputed=disputed)), billed(expected, bill))

    @property
    def costs_more(self) -> int:
        """Cents with VAT; below 0: less."""
        return self.as_invoiced.total - self.as_ordered.total


@dataclass(frozen=True, slots=True)
class InvoicedOtherwise:
    """An order that is invoiced at another tariff. ``came`` are base units; ``run`` is the settlement it corrects.

    ``waiting`` are the differences of its invoice that are accepted with the incident.
    """

    cycle: str
    number: int
    supplier: str
    amendment: int
    run: int | None
    invoices: AtBoth
    waiting: tuple[Difference, ...]
    came: Mapping[str, int]
    concerned: tuple[Lost, ...]
    published: Published
    wanted: Mapping[str, tuple[Wanted, ...]]

    @property
    def rests_on(self) -> tuple[object, object, object]:
        """The purchase orders with their invoice, what suppliers offer (nothing), what households ordered."""
        at = self.invoices
        costs = sorted(at.as_ordered.costs.items()), sorted(at.as_invoiced.costs.items())
        orders = self.number, self.amendment, self.run, costs, self.waiting, sorted(self.came.items()), self.concerned
        return orders, (), sorted(self.wanted.items())

    @property
    def costs_more(self) -> int:
        """Cents that the invoice comes to more; below 0: less."""
        return self.invoices.costs_more

    @property
    def corrects(self) -> bool:
        """Whether the cycle is to be settled again."""
        return self.run is not None and bool(self.waiting)

    def consequences(self) -> tuple[Consequence, ...]:
        """What becomes of each product whose final price or cost is another, by its code."""
        before, after = self.invoices.as_ordered.costs, self.invoices.as_invoiced.costs
        return tuple(
            consequence(
                one,
                self._goods(one, after[one.product]),
                before=self._goods(one, before[one.product]).final_price,
            )
            for one in self.concerned
            if before[one.product] != after[one.product]
        )

    def before(self) -> dict[str, AsItWas]:
        """By product, what a settlement would make of it at the terms ordered."""
        costs = self.invoices.as_ordered.costs
        return {one.product: AsItWas.of(self._goods(one, costs[one.product])) for one in self.concerned}

    def touched(self, found: Sequence[Consequence]) -> Iterator[Touched]:
        """The products of which households hear another price."""
        lost = {one.product: one for one in self.concerned}
        for one in found:
            if one.final_price_cents != one.before_price_cents:
                its = lost[one.product]
                yield Touched(one.product, one.available, its.step, its.policy, changes=True, published=self.published)

    def _goods(self, lost: Lost, cost: int) -> Goods:
        """It as a settlement would see it: nobody pays more than was published."""
        published = self.published.prices.get(lost.product)
        most = None if published is None else min(lost.ceiling, published)
        return lost.goods(cost, self.came[lost.product], most)
