"""Less came of an order than was counted, or some of it is damaged (docs/incidents.md)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.supply.domain.consequence import Consequence, Lost, consequence
from services.supply.domain.incident import Touched, Wanted
from services.supply.domain.invoice import Invoice, invoice, invoiced_line
from services.supply.domain.rebates import AsItWas
from services.supply.domain.receiving import DeliveryLine
from services.supply.domain.settlement_run import Published


@dataclass(frozen=True, slots=True)
class CameLine:
    """One line of an order as it came so far, and how much less of it there is: base units, VAT in basis points."""

    product: str
    came: int
    less: int
    price: Decimal
    unit: int
    vat_basis_points: int


@dataclass(frozen=True, slots=True)
class CameShort:
    """An order of which less came. ``lost`` are the products of which it did; ``run`` the settlement it corrects."""

    cycle: str
    number: int
    supplier: str
    amendment: int
    run: int | None
    lines: tuple[CameLine, ...]
    lost: tuple[Lost, ...]
    fee: int
    fee_vat_basis_points: int | None
    published: Published
    wanted: Mapping[str, tuple[Wanted, ...]]

    @property
    def rests_on(self) -> tuple[object, object, object]:
        """The purchase orders, what suppliers offer (nothing), what households ordered."""
        return (self.number, self.amendment, self.run, self.lines, self.lost), (), sorted(self.wanted.items())

    def invoice(self, *, less: bool) -> Invoice:
        """What the supplier should invoice, at the prices that are known, of what came so far or of what is left."""
        on_it = [
            invoiced_line(
                line.product,
                line.price,
                line.came - (line.less if less else 0),
                line.unit,
                line.vat_basis_points,
            )
            for line in self.lines
        ]
        return invoice(self.supplier, on_it, self.fee, self.fee_vat_basis_points)

    @property
    def corrects(self) -> bool:
        """Whether the cycle is to be settled again."""
        return self.run is not None

    @property
    def costs_more(self) -> int:
        """Cents that should be invoiced more: below 0, less."""
        return self.invoice(less=True).total - self.invoice(less=False).total

    def consequences(self) -> tuple[Consequence, ...]:
        """What becomes of each product, by its code."""
        costs, left = self.invoice(less=True).costs, {line.product: line.came - line.less for line in self.lines}
        return tuple(self._consequence(one, costs[one.product], left[one.product]) for one in self.lost)

    def before(self) -> dict[str, AsItWas]:
        """By product, what a settlement would make of what was counted; after one, what it published."""
        costs, came = self.invoice(less=False).costs, {line.product: line.came for line in self.lines}
        return {one.product: self._as_it_was(one, costs[one.product], came[one.product]) for one in self.lost}

    def _as_it_was(self, lost: Lost, cost: int, came: int) -> AsItWas:
        goods = lost.goods(cost, came, self._most(lost))
        if lost.product not in self.published.prices:
            return AsItWas.of(goods)
        everything = sum(one.claim.quantity for one in self.wanted.get(lost.product, ()))
        return AsItWas(self.published.prices[lost.product], everything)  # each gets what was published

    def _consequence(self, lost: Lost, cost: int, left: int) -> Consequence:
        return consequence(lost, lost.goods(cost, left, self._most(lost)))

    def _most(self, lost: Lost) -> int:
        """The most a display unit may cost, in cents."""
        published = self.published.prices.get(lost.product)
        return lost.ceiling if published is None else min(lost.ceiling, published)

    def touched(self, found: Sequence[Consequence]) -> Iterator[Touched]:
        """The products as they would be handed out."""
        for lost, one in zip(self.lost, found, strict=True):
            yield Touched(lost.product, one.available, lost.step, lost.policy, changes=False, published=self.published)


def less_received(
    lines: Sequence[DeliveryLine], product: str, quantity: int, *, damaged: bool
) -> tuple[tuple[DeliveryLine, ...], int]:
    """The lines of a delivery with so much less of a product, taken from its last lines first; what is left to take."""
    found = list(lines)
    for place in reversed(range(len(found))):
        line = found[place]
        taken = min(quantity, line.received) if line.product == product else 0
        if taken:
            broken = line.damaged + (taken if damaged else 0)
            found[place] = replace(line, received=line.received - taken, damaged=broken)
            quantity -= taken
    return tuple(found), quantity
