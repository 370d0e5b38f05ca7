"""What is owed to suppliers, and by when."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.domain.ledger import payable_account
from services.orders.storage.ledger_tables import ledger_entries
from services.orders.storage.supplier_invoice_tables import supplier_invoices

_entry = ledger_entries.c
_PREFIX, _SUFFIX = payable_account("\0").split("\0")


@dataclass(frozen=True, slots=True)
class ReceivedInvoice:
    """An invoice as it is printed, with the day on which it is to be paid, if it names one."""

    cycle: str
    number: str
    due_on: date | None
    total_cents: int


@dataclass(frozen=True, slots=True)
class SupplierPayable:
    """A supplier, and what is owed to it in cents; negative: it owes the network, as after a credit note.

    ``invoices`` are those it sent, the first to be paid first: what was paid of them is not in their totals.
    """

    supplier: str
    owed_cents: int
    invoices: tuple[ReceivedInvoice, ...]


async def suppliers_payable(engine: AsyncEngine) -> list[SupplierPayable]:
    """Every supplier to whom something is owed, or who owes something, by code."""
    total = func.sum(_entry.amount_cents)
    of_suppliers = _entry.account.startswith(_PREFIX, autoescape=True) & _entry.account.endswith(
        _SUFFIX, autoescape=True
    )
    found = select(_entry.account, total).where(of_suppliers).group_by(_entry.account).having(total != 0)
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        rows = (await connection.execute(found.order_by(_entry.account))).all()
        invoices = await _invoices(connection)
    owed = {account.removeprefix(_PREFIX).removesuffix(_SUFFIX): -int(cents) for account, cents in rows}
    return [SupplierPayable(supplier, cents, tuple(invoices[supplier])) for supplier, cents in owed.items()]


async def _invoices(connection: AsyncConnection) -> dict[str, list[ReceivedInvoice]]:
    invoice = supplier_invoices.c
    shown = (invoice.supplier, invoice.cycle, invoice.number, invoice.due_on, invoice.total_cents)
    query = select(*shown).where(~invoice.withdrawn).order_by(invoice.due_on.nulls_last(), invoice.cycle)
    found: dict[str, list[ReceivedInvoice]] = defaultdict(list)
    for supplier, *rest in await connection.execute(query):
        found[supplier].append(ReceivedInvoice(*rest))
    return found
