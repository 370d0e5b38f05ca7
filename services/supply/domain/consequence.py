"""What an incident leads to, product by product, and the token that confirms just that (docs/incidents.md)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from services.supply.domain.allocation import ShortagePolicy
from services.supply.domain.settlement import Goods
from shared.kernel.quantity import Unit
from shared.kernel.rounding import half_up_ratio


@dataclass(frozen=True, slots=True)
class Lost:
    """One product that does not come as ordered. Base units; ``ceiling`` in cents per display unit with VAT.

    ``held`` are the cents that households hold for it in the plan.
    """

    product: str
    name: str
    unit: Unit
    step: int
    ceiling: int
    policy: ShortagePolicy
    demand: int
    stock_used: int
    stock_value: int
    ordered: int
    held: int

    def goods(self, cost: int, quantity: int, most: int | None = None) -> Goods:
        """It as a settlement would see it, when ``quantity`` comes for ``cost``; ``most``: in a correction."""
        ceiling = self.ceiling if most is None else most
        return Goods(self.product, self.unit.base, ceiling, cost, quantity, self.stock_used, self.stock_value)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a supplier is asked for of one product, and by which order (None: a new one); base units, cents ex VAT."""

    supplier: str
    amends: int | None
    cases: int
    quantity: int
    price: Decimal
    goods: int


@dataclass(frozen=True, slots=True)
class Consequence:
    """What becomes of one product. Base units; money in cents, ``price`` in euros per display unit ex VAT.

    Args:
        product: Its code.
        name: What households call it.
        unit: What it is shown in.
        ordered: What the supplier was to bring.
        demand: What households asked for.
        available: What there would be to hand out.
        short: What lacks to the demand.
        supplier: Who brings it now, where that or how it comes changes; None: nobody, or what came of it.
        amends: The purchase order of that supplier that is amended for it; None: a new one.
        cases: How many of them.
        quantity: In them.
        price: Of the supplier.
        goods_cents: Ex VAT.
        final_price_cents: For a display unit, as a settlement would have it; None: there is none to pay for.
        ceiling_price_cents: What nobody pays more than.
        uncovered_cents: What the ceiling would leave to the network.
        before_price_cents: The final price by the terms of before, where its supplier has others; else None.
        rebate_cents: What its households get back in all, of what is held for it.
        rebate_before_cents: What they would have got back without the incident.
    """

    product: str
    name: str
    unit: Unit
    ordered: int
    demand: int
    available: int
    short: int
    supplier: str | None
    amends: int | None
    cases: int
    quantity: int
    price: Decimal | None
    goods_cents: int
    final_price_cents: int | None
    ceiling_price_cents: int
    uncovered_cents: int
    before_price_cents: int | None = None
    rebate_cents: int = 0
    rebate_before_cents: int = 0


def consequence(lost: Lost, goods: Goods, brought: Brought | None = None, before: int | None = None) -> Consequence:
    """What becomes of a product that a settlement would see as ``goods``; ``before`` is the price it would have had."""
    covered = half_up_ratio(goods.ceiling * goods.available, goods.unit)
    return Consequence(
        product=lost.product,
        name=lost.name,
        unit=lost.unit,
        ordered=lost.ordered,
        demand=lost.demand,
        available=goods.available,
        short=max(0, lost.demand - goods.available),
        supplier=brought.supplier if brought else None,
        amends=brought.amends if brought else None,
        cases=brought.cases if brought else 0,
        quantity=brought.quantity if brought else 0,
        price=brought.price if brought else None,
        goods_cents=brought.goods if brought else 0,
        final_price_cents=goods.final_price,
        ceiling_price_cents=goods.ceiling,
        uncovered_cents=max(0, goods.cost - covered) if (goods.price or 0) > goods.ceiling else 0,
        before_price_cents=before,
    )


def repriced(lost: Lost, before: Goods, now: Goods) -> Consequence | None:
    """What becomes of a product that comes as it was asked, but bears another part of its delivery; None: no cent."""
    changed = before.final_price != now.final_price
    return consequence(lost, now, before=before.final_price) if changed else None


class ProposalPart(StrEnum):
    """What a proposal rests on."""

    REQUEST = "what_happened"
    ORDERS = "the_purchase_orders"
    OFFERS = "what_suppliers_offer"
    DEMAND = "what_households_ordered"


def token_of(*rests_on: object) -> str:
    """A digest of each part that a proposal rests on: another part, another proposal."""
    return ".".join(sha256(repr(part).encode()).hexdigest()[:16] for part in rests_on)


def changed_parts(token: str, now: str) -> list[ProposalPart]:
    """What a proposal rests on that is another now; all of it for a token that is none."""
    before, after = token.split("."), now.split(".")
    if len(before) != len(after):
        return list(ProposalPart)
    return [part for part, old, new in zip(ProposalPart, before, after, strict=True) if old != new]
