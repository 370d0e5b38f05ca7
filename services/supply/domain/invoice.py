"""What a supplier invoices, to the cent, and how much of it each product bears (docs/rules.md)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from services.supply.domain.ladder import goods_cents
from services.supply.domain.options import WHOLE
from shared.kernel.rounding import half_up_ratio, share


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One product on an invoice: goods in cents ex VAT, and its VAT rate."""

    product: str
    goods: int
    vat_basis_points: int


@dataclass(frozen=True, slots=True)
class Invoice:
    """A supplier's invoice in cents. ``costs`` is what each product bears of it; they sum to ``total``."""

    supplier: str
    goods: int
    delivery: int
    vat: int
    costs: Mapping[str, int]

    @property
    def total(self) -> int:
        """Goods, delivery and VAT."""
        return self.goods + self.delivery + self.vat


def invoiced_line(product: str, price: Decimal, quantity: int, unit: int, vat_basis_points: int) -> InvoiceLine:
    """The line of ``quantity`` base units at ``price`` euros per display unit of ``unit`` base units."""
    return InvoiceLine(product, goods_cents(price, quantity, unit), vat_basis_points)


def invoice(supplier: str, lines: Sequence[InvoiceLine], fee: int, fee_vat_basis_points: int) -> Invoice:
    """Add VAT per rate, then share it and the delivery fee over the products.

    ``fee`` is the one of the purchase order, ex VAT; when no goods are invoiced there is none.
    """
    lines = sorted(lines, key=lambda line: line.product)
    goods = sum(line.goods for line in lines)
    delivery = fee if goods else 0
    amounts = [(line.vat_basis_points, line.goods) for line in lines] + [(fee_vat_basis_points, delivery)]
    *line_vats, fee_vat = _vat_of_each(amounts)
    fees = share(delivery + fee_vat, [line.goods for line in lines])
    costs = {line.product: line.goods + vat + fee for line, vat, fee in zip(lines, line_vats, fees, strict=True)}
    return Invoice(supplier, goods, delivery, sum(line_vats) + fee_vat, costs)


def vat_of_rates(amounts: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The VAT of all (rate, amount ex VAT) by rate, the lowest first: rounded once a rate.

    >>> vat_of_rates([(2_000, 3_800), (550, 15_750)])
    {550: 866, 2000: 760}
    """
    bases = Counter[int]()
    for rate, amount in amounts:
        bases[rate] += amount
    return {rate: half_up_ratio(bases[rate] * rate, WHOLE) for rate in sorted(bases)}


def _vat_of_each(amounts: Sequence[tuple[int, int]]) -> list[int]:
    """The VAT of each (rate, amount ex VAT): rounded once a rate, shared over its amounts, ties to the earlier."""
    vats = [0] * len(amounts)
    places = sorted(range(len(amounts)), key=lambda place: amounts[place][0])
    of_rates = vat_of_rates(amounts)
    for rate, group in groupby(places, key=lambda place: amounts[place][0]):
        at_rate = list(group)
        parts = share(of_rates[rate], [amounts[place][1] for place in at_rate])
        for place, part in zip(at_rate, parts, strict=True):
            vats[place] = part
    return vats
