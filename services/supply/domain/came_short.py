"""Less came of an order than was counted, or some of it is damaged (docs/incidents.md)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.supply.domain.consequence import Consequence, Lost, consequence, repriced
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
    """An order of which less came. ``lost`` are the products of which it did; ``run`` the settlement it corrects.

    ``beside`` are its other products: they bear another part of the delivery.
    """

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
    beside: tuple[Lost, ...] = ()

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

    @property
    def concerned(self) -> tuple[Lost, ...]:
        """Every product of which something may change."""
        return (*self.lost, *self.beside)

    def consequences(self) -> tuple[Consequence, ...]:
        """What becomes of each product, by its code; then of those that only bear another part of the delivery."""
        costs, left = self.invoice(less=True).costs, {line.product: line.came - line.less for line in self.lines}
        lost = (self._consequence(one, costs[one.product], left[one.product]) for one in self.lost)
        before = self.invoice(less=False).costs
        others = (
            repriced(
                one,
                one.goods(before[one.product], left[one.product], self._most(one)),
                one.goods(costs[one.product], left[one.product], self._most(one)),
            )
            for one in self.beside
        )
        return (*lost, *(one for one in others if one is not None))

    def before(self) -> dict[str, AsItWas]:
        """By product, what a settlement would make of what was counted; after one, what it published."""
        costs, came = self.invoice(less=False).costs, {line.product: line.came for line in self.lines}
        return {one.product: self._as_it_was(one, costs[one.product], came[one.product]) for one in self.concerned}

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
        concerned = {one.product: one for one in self.concerned}
        for one in found:
            its, changes = concerned[one.product], one.before_price_cents is not None
            yield Touched(one.product, one.available, its.step, its.policy, changes=changes, published=self.published)


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
