"""What a supplier invoices, to the cent, and how much of it each product bears (docs/rules.md)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.supply.domain.ladder import goods_cents
from services.supply.domain.options import WHOLE
from services.supply.domain.sharing import weights_of
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


@dataclass(frozen=True, slots=True)
class Taxed:
    """Lines and a fee with their VAT, in cents: what each product bears of them sums to goods, fee and VAT.

    ``deliveries`` is of each product's costs its share of the fee, with the VAT on that.
    """

    goods: int
    vat: int
    costs: Mapping[str, int]
    deliveries: Mapping[str, int]


def invoice(supplier: str, lines: Sequence[InvoiceLine], fee: int, fee_vat_basis_points: int | None) -> Invoice:
    """Add VAT per rate, then share it and the delivery fee over the products.

    ``fee`` is the one of the purchase order, ex VAT; when no goods are invoiced there is none. Its VAT is of its own
    rate, or None: it follows the goods.
    """
    delivery = fee if any(line.goods for line in lines) else 0
    found = taxed(lines, delivery, fee_vat_basis_points)
    return Invoice(supplier, found.goods, delivery, found.vat, found.costs)


def taxed(
    lines: Sequence[InvoiceLine],
    fee: int,
    fee_vat_basis_points: int | None,
    printed: Mapping[int | None, int] | None = None,
) -> Taxed:
    """Lines and fee with VAT per rate: computed, or as ``printed`` by rate, or in one amount for all (rate None)."""
    lines = sorted(lines, key=lambda line: line.product)
    amounts = [(line.vat_basis_points, line.goods) for line in lines]
    amounts += fee_by_rate(lines, fee, fee_vat_basis_points)
    vats = _vat_of_each(amounts, printed)
    line_vats, fee_vat = vats[: len(lines)], sum(vats[len(lines) :])
    fees = share(fee + fee_vat, weights_of([line.goods for line in lines]))
    costs = {line.product: line.goods + vat + part for line, vat, part in zip(lines, line_vats, fees, strict=True)}
    deliveries = {line.product: part for line, part in zip(lines, fees, strict=True)}
    return Taxed(sum(line.goods for line in lines), sum(vats), costs, deliveries)


def vat_of_rates(amounts: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The VAT of all (rate, amount ex VAT) by rate, the lowest first: rounded once a rate.

    >>> vat_of_rates([(2_000, 3_800), (550, 15_750)])
    {550: 866, 2000: 760}
    """
    bases = Counter[int]()
    for rate, amount in amounts:
        bases[rate] += amount
    return {rate: half_up_ratio(bases[rate] * rate, WHOLE) for rate in sorted(bases)}


def fee_by_rate(lines: Sequence[InvoiceLine], fee: int, vat_basis_points: int | None) -> list[tuple[int, int]]:
    """The fee at its own rate, or its parts at the rates of the goods by ``share``, ties to the lower rate."""
    if vat_basis_points is not None:
        return [(vat_basis_points, fee)]
    rates = sorted({line.vat_basis_points for line in lines})
    goods = [sum(line.goods for line in lines if line.vat_basis_points == rate) for rate in rates]
    return list(zip(rates, share(fee, weights_of(goods)), strict=True))


def _vat_of_each(amounts: Sequence[tuple[int, int]], printed: Mapping[int | None, int] | None) -> list[int]:
    """The VAT of each (rate, amount ex VAT): rounded once a rate, shared over its amounts, ties to the earlier."""
    vats = [0] * len(amounts)
    places: dict[int, list[int]] = defaultdict(list)
    for place, (rate, _) in enumerate(amounts):
        places[rate].append(place)
    bases = {rate: sum(amounts[place][1] for place in places[rate]) for rate in sorted(places)}
    for rate, vat in _vat_by_rate(bases, printed).items():
        parts = share(vat, weights_of([amounts[place][1] for place in places[rate]]))
        for place, part in zip(places[rate], parts, strict=True):
            vats[place] = part
    return vats


def _vat_by_rate(bases: Mapping[int, int], printed: Mapping[int | None, int] | None) -> dict[int, int]:
    """Of each rate, the VAT on its amounts; one amount printed for all is split by these, ties to the lower rate."""
    computed = vat_of_rates(bases.items())
    if printed is None:
        return computed
    if None not in printed:
        return {rate: printed.get(rate, 0) for rate in bases}
    weights = list(computed.values()) if any(computed.values()) else list(bases.values())
    return dict(zip(bases, share(printed[None], weights_of(weights)), strict=True))
