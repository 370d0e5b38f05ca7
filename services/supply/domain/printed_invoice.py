"""A supplier's invoice as it is printed, against what was ordered and received (docs/rules.md, invoice)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from services.supply.domain.invoice import (
    Invoice,
    InvoiceLine,
    Taxed,
    fee_by_rate,
    invoice,
    invoiced_line,
    taxed,
    vat_of_rates,
)
from services.supply.domain.sharing import spread, weights_of
from shared.kernel.quantity import Unit


class DifferenceKind(StrEnum):
    """What of an invoice is not what it should be."""

    QUANTITY = "quantity"
    """More or less of a product is invoiced than was received."""
    PRICE = "price"
    """A product is invoiced at another price than was ordered."""
    FEE = "fee"
    """Delivery is not what was ordered."""
    VAT = "vat"
    """The VAT is not that of the invoice's own lines and fee."""
    VAT_RATES = "vat_rates"
    """The VAT is as much in all, but at other rates than those of the invoice's own lines and fee."""
    TOTAL = "total"
    """The total is not the sum of the invoice's own lines, fee and VAT."""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One product on an invoice; what is not printed (None) is as received, or as ordered."""

    product: str
    quantity: int | None
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class PrintedVat:
    """VAT of one rate in cents; where only one amount is printed for all of them its rate is None."""

    vat_basis_points: int | None
    vat: int


@dataclass(frozen=True, slots=True)
class PrintedInvoice:
    """An invoice in cents, ``delivery`` excluding VAT; what a line doesn't name is invoiced as received."""

    number: str
    invoiced_on: date
    due_on: date | None
    lines: tuple[PrintedLine, ...]
    delivery: int
    vat: tuple[PrintedVat, ...]
    total: int

    @property
    def vat_total(self) -> int:
        """All VAT that is printed."""
        return sum(one.vat for one in self.vat)


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """One product as received, at the price ordered: base units, euros per display unit."""

    product: str
    quantity: int
    price: Decimal
    unit: Unit
    vat_basis_points: int

    def invoiced(self, printed: PrintedLine | None) -> "ExpectedLine":
        """The line with what is printed in the place of what was expected."""
        if printed is None:
            return self
        quantity = self.quantity if printed.quantity is None else printed.quantity
        price = self.price if printed.price is None else printed.price
        return ExpectedLine(self.product, quantity, price, self.unit, self.vat_basis_points)

    @property
    def line(self) -> InvoiceLine:
        """Its goods in cents."""
        return invoiced_line(self.product, self.price, self.quantity, self.unit.base, self.vat_basis_points)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a supplier should invoice: its lines, the fee as ordered, the fee's VAT (None: it follows the goods)."""

    supplier: str
    lines: tuple[ExpectedLine, ...]
    fee: int
    fee_vat_basis_points: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What is printed against what was expected: base units of ``unit``, euros per one of it or cents, by its kind."""

    kind: DifferenceKind
    product: str
    expected: int | Decimal
    printed: int | Decimal
    unit: Unit | None = field(default=None, repr=False)

    @property
    def name(self) -> tuple[DifferenceKind, str]:
        """What it is decided by."""
        return self.kind, self.product

    @property
    def said(self) -> dict[str, str | int]:
        """As the audit trail says it: quantities in base units, prices in euros, all else in cents."""
        figures = {"expected": self.expected, "printed": self.printed}
        if self.kind not in {DifferenceKind.QUANTITY, DifferenceKind.PRICE}:
            figures = {f"{name}_cents": value for name, value in figures.items()}
        figured = {name: int(value) if value == int(value) else str(value) for name, value in figures.items()}
        return {"kind": self.kind.value, **({"product": self.product} if self.product else {}), **figured}


@dataclass(frozen=True, slots=True)
class CreditNote:
    """What a supplier takes off its invoice, in cents; without products it is of all of them."""

    number: str
    amount: int
    vat: int
    products: tuple[str, ...]

    def answers(self, difference: Difference) -> bool:
        """Whether it ends a dispute: from then on what is printed counts, less the note."""
        return not self.products or difference.product in self.products


@dataclass(frozen=True, slots=True)
class Billed:
    """An invoice that was entered, the differences the coordinator disputes, and the supplier's credit notes."""

    printed: PrintedInvoice
    disputed: tuple[tuple[DifferenceKind, str], ...] = ()
    notes: tuple[CreditNote, ...] = ()


def differences(expected: Expected, printed: PrintedInvoice) -> list[Difference]:
    """All that is not as it should be: lines by product, then the fee, the VAT, the total."""
    named = {line.product: line for line in printed.lines}
    found: list[Difference] = []
    for line in expected.lines:
        invoiced = line.invoiced(named.get(line.product))
        found += [
            Difference(DifferenceKind.QUANTITY, line.product, line.quantity, invoiced.quantity, line.unit),
            Difference(DifferenceKind.PRICE, line.product, line.price, invoiced.price),
        ]
    own = _own(expected, printed)
    fee = expected.fee if any(line.line.goods for line in expected.lines) else 0
    found += [
        Difference(DifferenceKind.FEE, "", fee, printed.delivery),
        Difference(DifferenceKind.VAT, "", own.vat, printed.vat_total),
        Difference(DifferenceKind.VAT_RATES, "", 0, _at_other_rates(expected, printed)),
        Difference(DifferenceKind.TOTAL, "", own.goods + printed.delivery + printed.vat_total, printed.total),
    ]
    return [one for one in found if one.expected != one.printed]


def as_expected(expected: Expected) -> Invoice:
    """What a supplier invoices whose invoice was not entered."""
    lines = [line.line for line in expected.lines]
    return invoice(expected.supplier, lines, expected.fee, expected.fee_vat_basis_points)


def billed(expected: Expected, bill: Billed) -> Invoice:
    """What counts of an invoice: to the cent as printed, but for what is disputed, less its credit notes."""
    printed, disputed = bill.printed, set(bill.disputed)
    named = {line.product: line for line in printed.lines}
    lines = [_counted(line, named.get(line.product), disputed).line for line in expected.lines]
    fee = printed.delivery
    if (DifferenceKind.FEE, "") in disputed:
        fee = expected.fee if any(line.goods for line in lines) else 0
    as_printed = not any(kind is not DifferenceKind.TOTAL for kind, _ in disputed)
    counted = taxed(lines, fee, expected.fee_vat_basis_points, _by_rate(printed) if as_printed else None)
    goods, vat = counted.goods, counted.vat
    own = _own(expected, printed)
    if as_printed:
        vat = printed.vat_total
    elif (DifferenceKind.VAT, "") not in disputed:
        vat = max(0, vat + printed.vat_total - own.vat)
    if (DifferenceKind.TOTAL, "") not in disputed:
        goods = max(0, goods + printed.total - own.goods - printed.delivery - printed.vat_total)
    weights = {line.product: line.goods for line in lines}
    costs = _spread(counted.costs, goods + fee + vat - sum(counted.costs.values()), weights)
    return _credited(Invoice(expected.supplier, goods, fee, vat, costs), bill.notes, weights)


def _own(expected: Expected, printed: PrintedInvoice) -> Taxed:
    """The invoice computed from its own lines and fee."""
    return taxed(_own_lines(expected, printed), printed.delivery, expected.fee_vat_basis_points)


def _own_lines(expected: Expected, printed: PrintedInvoice) -> list[InvoiceLine]:
    named = {line.product: line for line in printed.lines}
    return [line.invoiced(named.get(line.product)).line for line in expected.lines]


def _at_other_rates(expected: Expected, printed: PrintedInvoice) -> int:
    """Cents of VAT printed at a rate beyond what the invoice's own lines and fee make; 0 where that shows in all."""
    by_rate, lines = _by_rate(printed), _own_lines(expected, printed)
    amounts = [(line.vat_basis_points, line.goods) for line in lines]
    own = vat_of_rates([*amounts, *fee_by_rate(lines, printed.delivery, expected.fee_vat_basis_points)])
    if None in by_rate or sum(own.values()) != printed.vat_total:
        return 0
    return sum(max(0, vat - own.get(rate, 0)) for rate, vat in by_rate.items() if rate is not None)


def _counted(
    line: ExpectedLine, printed: PrintedLine | None, disputed: set[tuple[DifferenceKind, str]]
) -> ExpectedLine:
    if printed is None:
        return line
    quantity = None if (DifferenceKind.QUANTITY, line.product) in disputed else printed.quantity
    price = None if (DifferenceKind.PRICE, line.product) in disputed else printed.price
    return line.invoiced(PrintedLine(line.product, quantity, price))


def _by_rate(printed: PrintedInvoice) -> dict[int | None, int]:
    return {one.vat_basis_points: one.vat for one in printed.vat}


def _credited(bill: Invoice, notes: Iterable[CreditNote], goods: Mapping[str, int]) -> Invoice:
    """Take credit notes off, never below nothing: off the goods, then off the fee."""
    for note in notes:
        amount = min(note.amount, bill.goods + bill.delivery)
        vat = min(note.vat, bill.vat)
        off_goods = min(amount, bill.goods)
        touched = {product: goods[product] for product in note.products if product in goods} or goods
        bill = Invoice(
            bill.supplier,
            bill.goods - off_goods,
            bill.delivery - (amount - off_goods),
            bill.vat - vat,
            _spread(bill.costs, -(amount + vat), touched),
        )
    return bill


def _spread(costs: Mapping[str, int], amount: int, goods: Mapping[str, int]) -> dict[str, int]:
    """Share an amount over the products of ``goods`` by what they cost ex VAT, none below nothing."""
    products = sorted(costs)
    over: Sequence[int] = weights_of([goods.get(product, 0) for product in products])
    if not any(goods.values()):
        over = weights_of([int(product in goods) for product in products])
    return dict(zip(products, spread([costs[product] for product in products], amount, over), strict=True))
