"""What an incident leads to, product by product, and the token that confirms just that (docs/incidents.md)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

from services.supply.domain.allocation import ShortagePolicy
from shared.kernel.quantity import Unit


@dataclass(frozen=True, slots=True)
class Lost:
    """One product that does not come as ordered. Base units; ``ceiling`` in cents per display unit with VAT."""

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
        supplier: Who brings it instead; None: nobody.
        amends: The purchase order of that supplier that asks for it too; None: a new one.
        cases: How many of them.
        quantity: In them.
        price: Of the supplier.
        goods_cents: Ex VAT.
        final_price_cents: For a display unit, as a settlement would have it; None: there is none to pay for.
        ceiling_price_cents: What nobody pays more than.
        uncovered_cents: What the ceiling would leave to the network.
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
