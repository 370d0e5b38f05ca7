"""The coordinator enters a supplier's invoice as it is printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.printed_invoice import PrintedInvoice
from services.supply.queries.ordered_terms import expected_invoices
from services.supply.queries.received_invoices import invoices_received, next_invoice_version
from services.supply.queries.receiving import sent_lines
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.invoice_rows import invoice_audited
from services.supply.storage.invoice_tables import credit_notes, supplier_invoices
from services.supply.storage.supplier_papers import lock_papers
from services.supply.storage.upsert import put
from shared.database import retry
from shared.kernel.clock import Clock
from shared.kernel.refusal import Refused
from shared.messaging import outbox


@dataclass(frozen=True, slots=True)
class SupplierInvoice:
    """Whose invoice it is, and of which cycle; ``again``: though it was withdrawn; ``replaces``: a number corrected."""

    cycle: str
    supplier: str
    printed: PrintedInvoice
    again: bool = False
    replaces: str | None = None


async def keep_invoice(engine: AsyncEngine, clock: Clock, invoice: SupplierInvoice, recorded_by: UUID) -> bool:
    """Store an invoice over what was entered before, and tell whoever pays it; whether it is new.

    Sent again it changes nothing, and it doesn't come back by itself once it was withdrawn. A supplier has one a cycle:
    another number takes the place of the one that stands only if it says that it replaces it.

    Raises:
        Refused: ``cycle_unknown``, ``invoice_not_ordered``: no purchase order was sent to the supplier,
            ``invoice_line_not_ordered``, ``invoice_line_twice``, ``invoice_vat_twice``, ``invoice_total_too_low``: less
            than its fee and VAT, ``invoice_entered_before``: in another cycle, by its number, ``invoice_withdrawn`` or
            ``invoice_number_differs``: from that of the invoice that stands.
    """

    async def work(connection: AsyncConnection) -> bool:
        await lock_cycle(connection, invoice.cycle)
        await lock_papers(connection, invoice.supplier)
        printed = _printed(invoice.printed)
        if await _is_entered(connection, invoice, printed):
            return False
        await _check(connection, invoice)
        await _number_credit_notes(connection, invoice)
        version = await next_invoice_version(connection, invoice.cycle, invoice.supplier, clock())
        row = printed | {"cycle": invoice.cycle, "supplier": invoice.supplier, "version": version}
        row |= {"recorded_by": recorded_by, "recorded_at": func.now()}
        async with invoice_audited(connection, invoice.cycle, invoice.supplier, recorded_by):
            is_new = await put(connection, supplier_invoices, row)
        await outbox.append(connection, await invoices_received(connection, invoice.cycle, invoice.supplier))
        return is_new

    return await retry(engine, work)


async def _is_entered(connection: AsyncConnection, invoice: SupplierInvoice, printed: Mapping[str, Any]) -> bool:
    """Whether what is sent is what stands; only if that is asked it replaces another, or one that was withdrawn."""
    entered = supplier_invoices.c
    query = select(supplier_invoices).where(entered.cycle == invoice.cycle, entered.supplier == invoice.supplier)
    row = (await connection.execute(query)).mappings().one_or_none()
    if row is None:
        return False
    because, known, number = row["withdrawn_because"], row["number"], invoice.printed.number
    if because is not None and known in {number, invoice.replaces} and not invoice.again:
        raise Refused("invoice_withdrawn", supplier=invoice.supplier, number=known, reason=because)
    if because is None and known not in {number, invoice.replaces}:
        raise Refused(
            "invoice_number_differs", cycle=invoice.cycle, supplier=invoice.supplier, entered=known, number=number
        )
    return all(row[name] == value for name, value in printed.items())


async def _check(connection: AsyncConnection, invoice: SupplierInvoice) -> None:
    supplier, printed = invoice.supplier, invoice.printed
    if supplier not in await expected_invoices(connection, invoice.cycle):
        raise Refused("invoice_not_ordered", cycle=invoice.cycle, supplier=supplier)
    _check_figures(printed)
    ordered = await sent_lines(connection, invoice.cycle)
    for line in printed.lines:
        if (supplier, line.product) not in ordered:
            raise Refused("invoice_line_not_ordered", supplier=supplier, product=line.product)
    entered = supplier_invoices.c
    query = select(entered.cycle).where(
        entered.supplier == supplier,
        entered.number == printed.number,
        entered.cycle != invoice.cycle,
        entered.withdrawn_because.is_(None),
    )
    elsewhere = await connection.scalar(query)
    if elsewhere is not None:
        raise Refused("invoice_entered_before", supplier=supplier, number=printed.number, cycle=elsewhere)


async def _number_credit_notes(connection: AsyncConnection, invoice: SupplierInvoice) -> None:
    """Credit notes follow an invoice whose number is corrected; those of one that was withdrawn stay its own."""
    entered, noted = supplier_invoices.c, credit_notes.c
    corrected = select(entered.number).where(
        entered.cycle == invoice.cycle, entered.supplier == invoice.supplier, entered.withdrawn_because.is_(None)
    )
    of_it = (noted.cycle == invoice.cycle, noted.supplier == invoice.supplier)
    follow = update(credit_notes).where(*of_it, noted.invoice == corrected.scalar_subquery())
    await connection.execute(follow.values(invoice=invoice.printed.number))


def _check_figures(printed: PrintedInvoice) -> None:
    products = [line.product for line in printed.lines]
    for product in products:
        if products.count(product) > 1:
            raise Refused("invoice_line_twice", product=product)
    rates = [one.vat_basis_points for one in printed.vat]
    if len(set(rates)) < len(rates) or (None in rates and len(rates) > 1):
        raise Refused("invoice_vat_twice", number=printed.number)
    least = printed.delivery + printed.vat_total
    if printed.total < least:
        raise Refused("invoice_total_too_low", number=printed.number, total_cents=printed.total, least_cents=least)


def _printed(printed: PrintedInvoice) -> dict[str, Any]:
    """The columns that say what is printed, of an invoice that counts."""
    return {
        "number": printed.number,
        "invoiced_on": printed.invoiced_on,
        "due_on": printed.due_on,
        "lines": [
            {
                "product": line.product,
                "quantity": line.quantity,
                "price": None if line.price is None else str(line.price),
            }
            for line in printed.lines
        ],
        "delivery_cents": printed.delivery,
        "vat": [{"vat_basis_points": one.vat_basis_points, "vat": one.vat} for one in printed.vat],
        "total_cents": printed.total,
        "withdrawn_because": None,
    }
