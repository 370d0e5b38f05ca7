"""The ledger's transactions: double entry, sums to zero, chained so that no past can be rewritten.

Debits are positive. What the network owes households and suppliers is negative, so a household
with 5 € of credit has −500 on its account.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Self
from uuid import UUID

BANK = "bank:account"
REFUNDS_DUE = "refunds:due"
STOCK = "stock"
DEBTS_WRITTEN_OFF = "debts:written_off"
SOLIDARITY_FUND = "solidarity:fund"
SOLIDARITY_HELD = "solidarity:held"
CHAIN_START = bytes(32)
"""The head of a till that has booked nothing yet."""


class Means(StrEnum):
    """How money came in. ``credit`` brings none: it moves a household's credit to others."""

    CASH = "cash"
    CHEQUE = "cheque"
    CARD = "card"
    TRANSFER = "transfer"
    CREDIT = "credit"


BY_BANK = frozenset({Means.CHEQUE, Means.CARD, Means.TRANSFER})
"""What goes by the bank, and may come back."""


class TransactionKind(StrEnum):
    """What a transaction is about."""

    ORDER = "order"
    """An order is placed or amended: the money that came along, and what is held now."""
    PAYMENT = "payment"
    RELEASE = "release"
    SETTLEMENT = "settlement"
    CLEARING = "clearing"
    REFUND = "refund"
    REFUND_PAID = "refund_paid"
    """A transfer that a refund owed is made."""
    REFUND_WITHDRAWN = "refund_withdrawn"
    """A refund whose transfer was not made is taken back: it is credit again."""
    BANKED = "banked"
    """Payments that the bank has: cheques deposited, transfers and cards seen on the statement."""
    REJECTED = "rejected"
    """The bank refused a payment: its household owes it."""
    REPAID = "repaid"
    DEBT_WRITTEN_OFF = "debt_written_off"
    """What a household owes and will not pay: the network bears it."""
    CREDIT_MOVED = "credit_moved"
    """A household's credit given to another, as when its members part."""
    MEMBERSHIP = "membership"
    """A household's yearly fee, paid from its credit."""
    SUPPLIER_PAID = "supplier_paid"
    SUPPLIER_REPAID = "supplier_repaid"
    """A supplier paid back what it owes, as after a credit note on an invoice that was paid."""
    SUPPLIER_PAYMENT_WITHDRAWN = "supplier_payment_withdrawn"
    """A payment to a supplier was noted wrong: it is owed again."""
    SUPPLIER_REPAYMENT_WITHDRAWN = "supplier_repayment_withdrawn"
    NOT_HANDED_OVER = "not_handed_over"
    """Goods that a household was charged for and did not get: credited."""
    DAY_SALE = "day_sale"
    """Surplus or uncollected goods sold at a centre, and the money that came along."""
    DAY_SALE_WITHDRAWN = "day_sale_withdrawn"
    """Such a sale was a mistake: what it cost is credit again."""
    DEPOSIT = "deposit"
    """Containers that a household took on deposit, or brought back."""
    CONTAINERS_LOST = "containers_lost"
    """Containers that a household will not bring back: their deposit is kept."""
    CASH_GIVEN = "cash_given"
    """Cash that left a till, or the bank, with someone."""
    CASH_RECEIVED = "cash_received"
    TILL_COUNT = "till_count"
    """What was found in a till beyond what should be there, or lacked."""
    STOCK_ENTERED = "stock_entered"
    """A lot entered or corrected by hand."""
    STOCK_COUNTED = "stock_counted"
    STOCK_EXPIRED = "stock_expired"
    STOCK_DAMAGED = "stock_damaged"
    STOCK_LOST = "stock_lost"
    """Gone for another reason."""
    STOCK_SOLD = "stock_sold"
    """Of a lot that stands at a centre, sold there."""
    STOCK_SETTLED = "stock_settled"
    """What a settlement says to be used or worth, of a lot that was gone or used meanwhile."""
    SOLIDARITY = "solidarity"
    """A donation or a subsidy for the solidarity fund."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An amount in cents on one account: positive debits it, negative credits it."""

    account: str
    amount_cents: int


@dataclass(frozen=True, slots=True)
class Transaction:
    """Entries that belong together.

    Args:
        id: Made here, permanent.
        at: When it was booked, to the microsecond.
        kind: What it is about.
        till: The centre's code, or empty for the network's own till.
        entries: At least two, none zero, summing to zero. ``ValueError`` otherwise.
        cycle: The cycle it belongs to, if any.
        order_id: The household order it belongs to, if any.
        what: A word more for the reader; nothing personal.
        by: The user who booked it, here or by what they did in supply; none: supply does not say.
    """

    id: UUID
    at: datetime
    kind: TransactionKind
    till: str
    entries: tuple[Entry, ...]
    cycle: str | None = None
    order_id: UUID | None = None
    what: str = ""
    by: UUID | None = None

    def __post_init__(self) -> None:
        balance = sum(entry.amount_cents for entry in self.entries)
        if balance:
            raise ValueError(f"ledger transaction {self.id} does not balance: it is {balance} cents off")
        if len(self.entries) < 2 or not all(entry.amount_cents for entry in self.entries):
            raise ValueError(f"ledger transaction {self.id} needs two entries or more, none of zero")

    def canonical(self, till_sequence: int) -> bytes:
        """The bytes its hash covers; PostgreSQL's ``jsonb_build_array(…)::text`` writes the same."""
        fields = [
            str(self.id),
            microseconds(self.at),
            self.kind,
            None if self.by is None else str(self.by),
            self.what,
            self.cycle,
            None if self.order_id is None else str(self.order_id),
            self.till,
            till_sequence,
            [[entry.account, entry.amount_cents] for entry in self.entries],
        ]
        return json.dumps(fields, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class TillHead:
    """The end of a till's chain: the last hash and how many transactions it covers."""

    hash: bytes = CHAIN_START
    sequence: int = 0

    def after(self, transaction: Transaction) -> Self:
        """The head once this transaction is chained."""
        sequence = self.sequence + 1
        return type(self)(sha256(self.hash + transaction.canonical(sequence)).digest(), sequence)


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970, UTC."""
    seconds = int(moment.astimezone(UTC).replace(microsecond=0).timestamp())
    return seconds * 1_000_000 + moment.microsecond


def credit_account(number: str) -> str:
    """What the network owes a household and no order holds."""
    return f"household:{number}:credit"


def held_account(number: str) -> str:
    """What the network holds for a household's orders."""
    return f"household:{number}:held"


def means_account(means: Means, till: str) -> str:
    """Where money of these means lies."""
    match means:
        case Means.CASH:
            return f"till:{till}:cash"
        case Means.CHEQUE:
            return f"till:{till}:cheques"
        case Means.CARD:
            return "bank:card"
        case Means.TRANSFER:
            return "bank:transfers"
        case Means.CREDIT:
            raise ValueError("credit brings no money in: it has no account of its own")


def received(means: Means, till: str, number: str, cents: int) -> tuple[Entry, ...]:
    """Money that came in for a household."""
    return _moved(means_account(means, till), credit_account(number), cents)


def given(payer: str, receiver: str, cents: int) -> tuple[Entry, ...]:
    """A household's credit given to another one."""
    return _moved(credit_account(payer), credit_account(receiver), cents) if payer != receiver else ()


def given_back(means: Means, till: str, number: str, cents: int) -> tuple[Entry, ...]:
    """A household's credit handed out in cash, or owed to it as a transfer."""
    source = means_account(means, till) if means is Means.CASH else REFUNDS_DUE
    return _moved(credit_account(number), source, cents)


def given_beyond(till: str, number: str, cents: int) -> tuple[Entry, ...]:
    """Cash that a household was given without a network, beyond its credit: it owes it."""
    return owed(number, means_account(Means.CASH, till), cents)


def transferred(cents: int) -> tuple[Entry, ...]:
    """A refund that was due, paid from the bank."""
    return _moved(REFUNDS_DUE, BANK, cents)


def banked(payments: Iterable[tuple[Means, str, int]]) -> tuple[Entry, ...]:
    """Payments (means, till, cents) that the bank has: from where they lay onto its account."""
    lay: dict[str, int] = {}
    for means, till, cents in payments:
        account = means_account(means, till)
        lay[account] = lay.get(account, 0) + cents
    return Entry(BANK, sum(lay.values())), *(Entry(account, -cents) for account, cents in sorted(lay.items()))


def receivable_account(number: str) -> str:
    """What a household owes: what the bank refused, cash and goods that it was given beyond its credit."""
    return f"household:{number}:receivable"


def owed(number: str, lay_on: str, cents: int) -> tuple[Entry, ...]:
    """What a household owes from now on, from the account that lacks it."""
    return _moved(receivable_account(number), lay_on, cents)


def paid_back(number: str, cents: int) -> tuple[Entry, ...]:
    """What a household owed, paid from its credit."""
    return _moved(credit_account(number), receivable_account(number), cents)


def written_off(number: str, cents: int) -> tuple[Entry, ...]:
    """What a household owed and will not pay, borne by the network."""
    return _moved(DEBTS_WRITTEN_OFF, receivable_account(number), cents)


def payable_account(supplier: str) -> str:
    """A supplier's invoices that are not paid yet."""
    return f"supplier:{supplier}:payable"


def paid_to_supplier(supplier: str, cents: int) -> tuple[Entry, ...]:
    """What was owed to a supplier, paid from the bank."""
    return _moved(payable_account(supplier), BANK, cents)


def repaid_by_supplier(supplier: str, cents: int) -> tuple[Entry, ...]:
    """What a supplier owed, paid back to the bank."""
    return _moved(BANK, payable_account(supplier), cents)


def held(number: str, cents: int) -> tuple[Entry, ...]:
    """Credit that an order holds from now on; negative: that it releases."""
    return _moved(credit_account(number), held_account(number), cents)


def donated(till: str | None, cents: int) -> tuple[Entry, ...]:
    """Money for the solidarity fund: cash in a till, or what the bank has."""
    return _moved(means_account(Means.CASH, till) if till is not None else BANK, SOLIDARITY_FUND, cents)


def held_by_fund(cents: int) -> tuple[Entry, ...]:
    """What the solidarity fund sets aside of an order from now on; negative: that it has back."""
    return _moved(SOLIDARITY_FUND, SOLIDARITY_HELD, cents)


def _moved(debited: str, credited: str, cents: int) -> tuple[Entry, ...]:
    return (Entry(debited, cents), Entry(credited, -cents)) if cents else ()


def reversed_entries(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """What takes entries back: the same amounts, each on its account's other side."""
    return tuple(Entry(entry.account, -entry.amount_cents) for entry in entries)


def balances(entries: Iterable[Entry]) -> dict[str, int]:
    """Each account's balance in cents, accounts at zero left out."""
    totals: dict[str, int] = {}
    for entry in entries:
        totals[entry.account] = totals.get(entry.account, 0) + entry.amount_cents
    return {account: cents for account, cents in totals.items() if cents}
