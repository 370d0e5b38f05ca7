"""All that a settlement is computed from: what was planned, ordered, received and invoiced, and who ordered what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from services.supply.domain.allocation import ShortagePolicy
from services.supply.domain.demand import LateLine
from services.supply.domain.printed_invoice import Billed
from services.supply.domain.receiving import ExtraGoods, ReceivedLot
from shared.kernel.quantity import Unit


@dataclass(frozen=True, slots=True)
class Received:
    """One ordered product as it came and was invoiced: base units, euros per display unit ex VAT.

    ``lot`` and ``best_before`` are those of its one lot; where it came in several they are None, and ``lots`` has them.
    """

    number: int
    supplier: str
    product: str
    quantity: int
    price: Decimal
    vat_basis_points: int
    lot: str | None
    best_before: date | None
    lots: tuple[ReceivedLot, ...] = field(default=(), repr=False)

    @property
    def came_in(self) -> tuple[ReceivedLot, ...]:
        """Its lots, however many."""
        return self.lots or (ReceivedLot(self.lot, self.quantity, self.best_before),)


@dataclass(frozen=True, slots=True)
class Planned:
    """One product: from whom the plan buys it, the stock fixed for it, and the rules it is sold under."""

    product: str
    supplier: str | None
    stock_used: int
    stock_value: int
    unit: int
    step: int
    ceiling: int
    policy: ShortagePolicy
    shown_in: Unit = field(repr=False)  # not in the digests of runs made without it


@dataclass(frozen=True, slots=True)
class Ordered:
    """How many lines of a product ask for one quantity, and the cents held for them."""

    product: str
    quantity: int
    lines: int
    held: int


@dataclass(frozen=True, slots=True)
class HandPart:
    """What the coordinator decided that an order gets of a product, in base units, and why."""

    product: str
    order_id: UUID
    quantity: int
    # In no digest: it is erased with its household, and settles nothing otherwise.
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SettlementInputs:
    """All of one cycle.

    Args:
        cycle: Its code.
        plan: The number of the plan carried out; 0 when the cycle was abandoned.
        planned: Every product of the plan, and those only ordered by who was admitted after it.
        received: Every line of the purchase orders sent, as it came.
        fees: Those of the purchase orders, by supplier, in cents ex VAT.
        delivery_vat_basis_points: VAT on the fees.
        ordered: What those ordered whom the plan was made for.
        late: What those ordered who were admitted after the goods were bought.
        orders: How many orders count.
        abandoned: Nothing was bought: everyone gets all of their money back.
        fee_vats: VAT on the fees of those suppliers where it is another; None: it follows the goods.
        bills: The invoices that were entered, by supplier.
        by_hand: What the coordinator decided by hand, by product and order.
        extra: What came though it was never ordered: it goes into stock, costs nothing and is nobody's.
    """

    cycle: str
    plan: int
    planned: tuple[Planned, ...]
    received: tuple[Received, ...]
    fees: Mapping[str, int]
    delivery_vat_basis_points: int
    ordered: tuple[Ordered, ...]
    late: tuple[LateLine, ...]
    orders: int
    abandoned: bool = False
    fee_vats: Mapping[str, int | None] = field(default_factory=dict, repr=False)
    bills: Mapping[str, Billed] = field(default_factory=dict, repr=False)
    by_hand: tuple[HandPart, ...] = field(default=(), repr=False)
    extra: tuple[ExtraGoods, ...] = field(default=(), repr=False)

    def fee_vat(self, supplier: str) -> int | None:
        """The VAT of a supplier's fee; None: it follows the goods."""
        return self.fee_vats.get(supplier, self.delivery_vat_basis_points)

    @property
    def digest(self) -> str:
        """SHA-256 of every figure: the same digest, the same settlement.

        What a cycle doesn't use adds nothing, so that it keeps the digest it was settled with before there was any.
        """
        used = [repr(part) for part in self._more if part]
        return sha256("".join([repr(self), *used]).encode()).hexdigest()

    def figures_after(self, run: int | None) -> str:
        """SHA-256 of what all figures follow from: these inputs, and the run before (None: there is none).

        What that run published is the most that a correction charges and grants.
        """
        return sha256(f"{run}|{self.digest}".encode()).hexdigest()

    @property
    def _more(self) -> tuple[object, ...]:
        """What not every cycle has."""
        lots = [(line.product, line.lots) for line in self.received if line.lots]
        return lots, sorted(self.fee_vats.items()), sorted(self.bills.items()), self.by_hand, self.extra
