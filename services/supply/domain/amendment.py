"""A purchase order changed after it was sent: each line priced again by the ladder it was ordered from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

from services.supply.domain.invoice import Invoice, InvoiceLine, invoice
from services.supply.domain.ladder import Basis, Ladder, Rung, goods_cents
from services.supply.domain.plan import SupplierTerms
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class AskedLine:
    """What a supplier is asked for of one product, and the ladder it was ordered from.

    ``unit`` is base units per display unit; ``counted`` are the households or participants that the ladder
    counts, None where it counts the quantity. ``goods`` in cents ex VAT.
    """

    product: str
    cases: int
    case_size: int
    unit: int
    vat_basis_points: int
    ladder: Ladder
    counted: int | None
    rung_from: int
    price: Decimal
    goods: int

    @property
    def quantity(self) -> int:
        """Base units in all cases."""
        return self.cases * self.case_size

    def with_cases(self, cases: int) -> Self:
        """The line with so many cases, at the price of the rung that these reach."""
        quantity = cases * self.case_size
        rung = self.ladder.reached(quantity if self.counted is None else self.counted)
        goods = goods_cents(rung.price, quantity, self.unit)
        return replace(self, cases=cases, rung_from=rung.starts_at, price=rung.price, goods=goods)

    def at_price(self, price: Decimal) -> Self:
        """The line at this one price, however many cases are asked for."""
        return replace(self, ladder=Ladder(Basis.QUANTITY, (Rung(0, price),)), counted=None).with_cases(self.cases)

    def in_packs(self, case_size: int, cases: int | None) -> Self:
        """The line in other cases; None: as many of them."""
        return replace(self, case_size=case_size).with_cases(self.cases if cases is None else cases)


@dataclass(frozen=True, slots=True)
class Amounts:
    """What an order comes to, in cents; goods and delivery ex VAT."""

    goods: int
    delivery: int
    vat: int

    @property
    def total(self) -> int:
        """With VAT."""
        return self.goods + self.delivery + self.vat

    @classmethod
    def of(cls, lines: Iterable[AskedLine], terms: SupplierTerms, delivery_vat_basis_points: int | None) -> Self:
        """The amounts of these lines by the supplier's terms; no goods, no delivery. No rate: VAT follows the goods."""
        asked = invoice_as_asked(lines, terms, delivery_vat_basis_points)
        return cls(asked.goods, asked.delivery, asked.vat)


def surplus_cents(goods: int, quantity: int, needed: int) -> int:
    """The part of a line's goods, in cents ex VAT, that nobody ordered: it goes into stock."""
    return goods * max(0, quantity - needed) // quantity if quantity else 0


def invoice_as_asked(
    lines: Iterable[AskedLine], terms: SupplierTerms, delivery_vat_basis_points: int | None
) -> Invoice:
    """What a supplier would invoice if all came as it is asked for."""
    on_it = [InvoiceLine(line.product, line.goods, line.vat_basis_points) for line in lines]
    fee = terms.fee(sum(line.goods for line in on_it))
    return invoice(terms.supplier, on_it, fee, delivery_vat_basis_points)


def amend(number: int, lines: Mapping[str, AskedLine], wanted: Iterable[tuple[str, int]]) -> dict[str, AskedLine]:
    """The lines that change, by product, as they will be; 0 cases: dropped.

    Raises:
        Refused: ``amendment_named_twice``, ``amendment_not_ordered``, ``amendment_changes_nothing`` or
            ``amendment_leaves_nothing``.
    """
    changed: dict[str, AskedLine] = {}
    for product, cases in wanted:
        if product in changed:
            raise Refused("amendment_named_twice", number=number, product=product)
        if product not in lines:
            raise Refused("amendment_not_ordered", number=number, product=product)
        if lines[product].cases == cases:
            raise Refused("amendment_changes_nothing", number=number, product=product, cases=cases)
        changed[product] = lines[product].with_cases(cases)
    if not any(line.cases for line in ({**lines, **changed}).values()):
        raise Refused("amendment_leaves_nothing", number=number)
    return changed
