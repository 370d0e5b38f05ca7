"""What is owed to suppliers, and by when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.domain.imputation import Debt, still_owed
from services.orders.domain.ledger import payable_account
from services.orders.storage.ledger_tables import ledger_entries, ledger_transactions
from services.orders.storage.supplier_invoice_tables import supplier_invoices

_entry, _booked = ledger_entries.c, ledger_transactions.c
_PREFIX, _SUFFIX = payable_account("\0").split("\0")


@dataclass(frozen=True, slots=True)
class ReceivedInvoice:
    """An invoice as it is printed, with the day on which it is to be paid, if it names one."""

    cycle: str
    number: str
    due_on: date | None
    total_cents: int


@dataclass(frozen=True, slots=True)
class UnpaidInvoice:
    """What a settled cycle owes its supplier and is not paid, in cents.

    ``number``, ``due_on`` and ``total_cents`` are as printed, None where no invoice has come. ``owed_cents`` is what
    the settlement books for it, without what is disputed or taken off by a credit note; ``remains_cents`` what of
    it is still to be paid.
    """

    cycle: str
    number: str | None
    due_on: date | None
    total_cents: int | None
    owed_cents: int
    remains_cents: int


@dataclass(frozen=True, slots=True)
class SupplierPayable:
    """A supplier, and what is owed to it in cents; negative: it owes the network, as after a credit note.

    ``invoices`` are those not paid, the first to be paid first: what remains of them is ``owed_cents`` together,
    if that is not negative. ``not_booked`` are those of cycles that are not settled: nothing is owed for them yet.
    """

    supplier: str
    owed_cents: int
    invoices: tuple[UnpaidInvoice, ...]
    not_booked: tuple[ReceivedInvoice, ...]


@dataclass(frozen=True, slots=True)
class _Account:
    """One supplier's: what each cycle owes it, what was paid, and which invoices came, by cycle."""

    owed: dict[str, int]
    since: dict[str, int]
    paid: int
    received: dict[str, ReceivedInvoice]

    @property
    def balance(self) -> int:
        return sum(self.owed.values()) - self.paid


def supplier_of(account: str) -> str:
    """Whose account of what is payable this is."""
    return account.removeprefix(_PREFIX).removesuffix(_SUFFIX)


async def suppliers_payable(engine: AsyncEngine) -> list[SupplierPayable]:
    """Every supplier to whom something is owed, or who owes something, by code.

    Payments name no invoice: they pay those due first (``still_owed``).
    """
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        accounts = await _accounts(connection)
    return [_payable(supplier, one) for supplier, one in sorted(accounts.items()) if one.balance]


def _payable(supplier: str, account: _Account) -> SupplierPayable:
    due = {cycle: invoice.due_on for cycle, invoice in account.received.items()}
    debts = [Debt(cycle, owed, due.get(cycle), account.since[cycle]) for cycle, owed in account.owed.items()]
    unpaid = tuple(_unpaid(account, debt) for debt in still_owed(debts, account.paid))
    not_booked = tuple(invoice for cycle, invoice in account.received.items() if cycle not in account.owed)
    return SupplierPayable(supplier, account.balance, unpaid, not_booked)


def _unpaid(account: _Account, debt: Debt) -> UnpaidInvoice:
    printed = account.received.get(debt.key)
    return UnpaidInvoice(
        cycle=debt.key,
        number=printed.number if printed else None,
        due_on=debt.due_on,
        total_cents=printed.total_cents if printed else None,
        owed_cents=account.owed[debt.key],
        remains_cents=debt.owed,
    )


async def _accounts(connection: AsyncConnection) -> dict[str, _Account]:
    """Of every supplier on whose account anything is booked."""
    of_suppliers = _entry.account.startswith(_PREFIX, autoescape=True) & _entry.account.endswith(
        _SUFFIX, autoescape=True
    )
    total, first = func.sum(_entry.amount_cents), func.min(_booked.sequence)
    found = (
        select(_entry.account, _booked.cycle, total, first)
        .join(ledger_transactions, _booked.id == _entry.transaction_id)
        .where(of_suppliers)
        .group_by(_entry.account, _booked.cycle)
    )
    rows: dict[str, list[Any]] = defaultdict(list)
    for account, *booked in await connection.execute(found):
        rows[supplier_of(account)].append(booked)
    received = await _invoices(connection)
    return {supplier: _account(booked, received[supplier]) for supplier, booked in rows.items()}


def _account(booked: Iterable[Any], received: dict[str, ReceivedInvoice]) -> _Account:
    """Of a supplier's entries, summed by cycle: those of none are payments."""
    account = _Account({}, {}, sum(int(cents) for cycle, cents, _ in booked if cycle is None), received)
    for cycle, cents, first in booked:
        if cycle is not None:
            account.owed[cycle], account.since[cycle] = -int(cents), int(first)
    return account


async def _invoices(connection: AsyncConnection) -> dict[str, dict[str, ReceivedInvoice]]:
    """Those that stand, by supplier and cycle, the first due first."""
    invoice = supplier_invoices.c
    shown = (invoice.supplier, invoice.cycle, invoice.number, invoice.due_on, invoice.total_cents)
    query = select(*shown).where(~invoice.withdrawn).order_by(invoice.due_on.nulls_last(), invoice.cycle)
    found: dict[str, dict[str, ReceivedInvoice]] = defaultdict(dict)
    for supplier, *rest in await connection.execute(query):
        one = ReceivedInvoice(*rest)
        found[supplier][one.cycle] = one
    return found
