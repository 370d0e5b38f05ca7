"""What a small model knows of a network: rules of money and goods only, in plain Python, nothing of the services.

Cents and base units. An account's debits are positive, as on docs/ledger.md.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID

from tests.property.network.received import Bought, Receiving

CENTRES = ("DUC", "MIN")
STOCK_ACCOUNTS = {
    "entered": "stock:entered",
    "counted": "stock:differences",
    "settled": "stock:differences",
    "sold": "stock:sold",
    "expired": "stock:losses",
    "damaged": "stock:losses",
    "lost": "stock:losses",
}


class Offered(NamedTuple):
    """What a supplier has of a product: cases of so many base units, and from how many on at which price."""

    supplier: str
    case: int
    rungs: tuple[tuple[int, str], ...]

    def price(self, quantity: int) -> Fraction:
        return Fraction([price for start, price in self.rungs if start <= quantity][-1])


@dataclass(frozen=True)
class Goods:
    """A product as the network sells it, its supplier's offer, and another one's that is only in replacement."""

    unit: int
    step: int
    ceiling: int
    vat: int
    usual: Offered
    instead: Offered | None = None


GOODS = {
    "FLOUR": Goods(
        *(1_000, 500, 145, 550),
        Offered("ALMA", 5_000, ((0, "1.18"), (15_000, "1.05"))),
        Offered("SAVON", 4_000, ((0, "1.30"), (12_000, "1.2245"))),
    ),
    "LENTILS": Goods(1_000, 250, 390, 550, Offered("ALMA", 3_000, ((0, "3.1234"),))),
    "SOAP": Goods(
        *(1, 1, 320, 2_000), Offered("SAVON", 6, ((0, "2.40"), (12, "2.05"))), Offered("ALMA", 5, ((0, "2.60"),))
    ),
}
SUPPLIERS = ("ALMA", "SAVON")


def half_up(exact: Fraction) -> int:
    """The nearest whole number, halves up."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def worth(product: str, price_cents: int, quantity: int) -> int:
    """Cents of a quantity at a price a display unit, rounded once."""
    return half_up(Fraction(price_cents * quantity, GOODS[product].unit))


@dataclass
class Order:
    """A household's order in a cycle; ``charged`` once a settlement run that has it is posted."""

    id: UUID
    lines: dict[str, int]
    state: str
    charged: int | None = None

    @property
    def total(self) -> int:
        return sum(worth(product, GOODS[product].ceiling, quantity) for product, quantity in self.lines.items())

    @property
    def held(self) -> int:
        return self.total if self.state == "confirmed" and self.charged is None else 0


@dataclass
class Purse:
    """A household: its money, and by cycle its live order and its last one that lapsed."""

    id: UUID
    number: str
    centre: str
    credit: int = 0
    owed: int = 0
    orders: dict[str, Order] = field(default_factory=dict)
    lapsed: dict[str, Order] = field(default_factory=dict)

    @property
    def held(self) -> int:
        return sum(order.held for order in self.orders.values())


@dataclass
class Payment:
    """Money that was taken: of whom, how, where it lies now; refused by the bank or not."""

    id: UUID
    payer: Purse
    means: str
    cents: int
    banked: bool = False
    rejected: bool = False

    @property
    def by_bank(self) -> bool:
        return self.means in {"cheque", "card", "transfer"} and self.cents > 0

    @property
    def account(self) -> str:
        return "bank:account" if self.banked else lies_on(self.means, self.payer.centre)


class Transfer(NamedTuple):
    """A transfer to a supplier, or from it (cents below nothing); those that were taken back are not kept."""

    id: UUID
    supplier: str
    cents: int


def lies_on(means: str, centre: str) -> str:
    """Where money of these means lies until the bank has it."""
    at_centre = {"cash": f"till:{centre}:cash", "cheque": f"till:{centre}:cheques"}
    return at_centre.get(means) or {"card": "bank:card", "transfer": "bank:transfers"}[means]


@dataclass
class Run:
    """A settlement run as it was said: what each order is charged, and what it books on the network's accounts."""

    number: int
    charged: dict[UUID, int]
    left_out: frozenset[str]
    books: Counter[str]


@dataclass
class Cycle:
    """A cycle: how far the coordinator is, which centres are sealed, what was ordered and came, its runs."""

    code: str
    stage: str = "open"
    sealed: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)
    touched: bool = False
    """Whether anything was admitted, left out or heard since the plan was made."""
    abandoned: bool = False
    purchase_orders: list[int] = field(default_factory=list)
    bought: dict[str, Bought] = field(default_factory=dict)
    fees: dict[str, int] = field(default_factory=dict)
    receiving: Receiving = field(default_factory=Receiving)
    hands_out: dict[str, date] = field(default_factory=dict)
    """On which day each centre does."""
    runs: dict[int, Run] = field(default_factory=dict)
    posted: Run | None = None

    @property
    def is_sealed(self) -> bool:
        return self.sealed == set(CENTRES)

    @property
    def came(self) -> dict[str, Bought]:
        return self.receiving.counted(self.bought)

    def invoices(self) -> dict[str, int]:
        """What each supplier invoices in the end: goods that came, its fee, VAT once a rate."""
        found = {}
        for supplier, fee in self.fees.items():
            by_rate: Counter[int] = Counter()
            for product, came in self.came.items():
                if came.supplier == supplier:
                    goods = GOODS[product]
                    by_rate[goods.vat] += half_up(came.price * 100 * came.quantity / goods.unit)
            if by_rate.total():
                by_rate[2_000] += fee
            found[supplier] = by_rate.total() + sum(
                half_up(Fraction(cents * rate, 10_000)) for rate, cents in by_rate.items()
            )
        return {supplier: cents for supplier, cents in found.items() if cents}


class Books:
    """All of it. ``moved`` is every account that is not a household's."""

    def __init__(self, purses: list[Purse]) -> None:
        self.purses = purses
        self.cycles: list[Cycle] = []
        self.payments: list[Payment] = []
        self.transfers_due: list[tuple[UUID, int, int]] = []
        """Refunds, whose (their place in ``purses``) and of how many cents."""
        self.supplier_transfers: list[Transfer] = []
        self.moved: Counter[str] = Counter()
        self.lots: dict[tuple[str, str], tuple[int, Counter[str]]] = {}
        """Of each lot of stock: the version that orders heard, and the cents by cause that are booked."""

    @property
    def cycle(self) -> Cycle:
        return self.cycles[-1]

    def accounts(self) -> dict[str, int]:
        """The trial balance that the ledger must have."""
        found = Counter(self.moved)
        for purse in self.purses:
            found[f"household:{purse.number}:credit"] = -purse.credit
            found[f"household:{purse.number}:held"] = -purse.held
            found[f"household:{purse.number}:receivable"] = purse.owed
        return {account: cents for account, cents in found.items() if cents}

    def receive(self, payment: Payment) -> None:
        """Money comes in; whose it becomes is for who calls."""
        if payment.means != "credit":
            self.moved[payment.account] += payment.cents
        self.payments.append(payment)

    def owed_to(self, supplier: str) -> int:
        """Cents; below nothing: it owes the network."""
        return -self.moved[f"supplier:{supplier}:payable"]

    def transfer(self, supplier: str, cents: int) -> None:
        """The bank pays a supplier; below nothing: it pays back."""
        self.moved.update({f"supplier:{supplier}:payable": cents, "bank:account": -cents})

    def hear_of_stock(self, lot: tuple[str, str], version: int, worth: Counter[str]) -> None:
        """The newest that is heard of a lot stands."""
        heard, booked = self.lots.get(lot, (0, Counter()))
        if version <= heard:
            return
        self.lots[lot] = version, worth
        for cause, account in STOCK_ACCOUNTS.items():
            more = worth[cause] - booked[cause]
            self.moved["stock"] += more
            self.moved[account] -= more

    def confirmed(self, cycle: Cycle) -> dict[UUID, tuple[Purse, Order]]:
        """The confirmed orders of a cycle."""
        orders = [(purse, purse.orders[cycle.code]) for purse in self.purses if cycle.code in purse.orders]
        return {order.id: (purse, order) for purse, order in orders if order.state == "confirmed"}

    def seal(self, cycle: Cycle, centre: str) -> None:
        """A centre is sealed: what waits lapses."""
        if centre in cycle.sealed:
            return
        cycle.sealed.add(centre)
        for purse in self.purses:
            order = purse.orders.get(cycle.code)
            if purse.centre == centre and order and order.state == "waiting":
                purse.lapsed[cycle.code] = purse.orders.pop(cycle.code)

    def reopen(self, cycle: Cycle, centre: str) -> None:
        """A centre is open again: what lapsed waits again, unless its household ordered since."""
        cycle.sealed.discard(centre)
        for purse in self.purses:
            if purse.centre == centre and cycle.code in purse.lapsed and cycle.code not in purse.orders:
                purse.orders[cycle.code] = purse.lapsed.pop(cycle.code)

    def post(self, cycle: Cycle, run: Run) -> None:
        """A run that came whole is booked, unless a later one is, or an order that counts is not in it."""
        confirmed = self.confirmed(cycle)
        missing = [one for one, (purse, _) in confirmed.items() if purse.centre not in run.left_out]
        if (cycle.posted and cycle.posted.number >= run.number) or not run.charged.keys() >= set(missing):
            return
        for order_id, (purse, order) in confirmed.items():
            now = run.charged.get(order_id, 0)
            purse.credit += (order.total if order.charged is None else order.charged) - now
            order.charged = now
        self.moved.update(run.books)
        self.moved.subtract(cycle.posted.books if cycle.posted else {})
        cycle.posted = run
