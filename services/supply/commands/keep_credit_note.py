"""The coordinator enters a credit note: what the supplier takes off its invoice."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.audit import Audited, AuditKind, State
from services.supply.domain.printed_invoice import CreditNote
from services.supply.queries.invoices import EnteredInvoice, invoice_of
from services.supply.queries.receiving import sent_lines
from services.supply.storage.audit_rows import note
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.invoice_tables import credit_notes
from services.supply.storage.supplier_papers import lock_papers
from services.supply.storage.upsert import put
from shared.database import retry
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class SupplierCredit:
    """A credit note of a supplier's invoice in a cycle, and why it was made; ``again``: though it was withdrawn."""

    cycle: str
    supplier: str
    note: CreditNote
    noted_on: date
    reason: str
    again: bool = False


async def keep_credit_note(engine: AsyncEngine, credit: SupplierCredit, recorded_by: UUID) -> bool:
    """Store a credit note over what was entered under its number; whether it is new.

    It is of the invoice as it is numbered now. While it stands it answers the disputes of the products that it names,
    or all of them where it names none, entered before or after it: nothing is taken off twice. One that was withdrawn
    doesn't come back by itself.

    Raises:
        Refused: ``cycle_unknown``, ``invoice_unknown``, ``invoice_line_not_ordered``, ``credit_note_entered_before``:
            of another cycle, ``credit_note_withdrawn`` or ``credit_exceeds_invoice``.
    """

    async def work(connection: AsyncConnection) -> bool:
        await lock_cycle(connection, credit.cycle)
        await lock_papers(connection, credit.supplier)
        invoice = await invoice_of(connection, credit.cycle, credit.supplier)
        await _check(connection, credit, invoice)
        row = {
            "cycle": credit.cycle,
            "invoice": invoice.printed.number,
            "supplier": credit.supplier,
            "number": credit.note.number,
            "noted_on": credit.noted_on,
            "amount_cents": credit.note.amount,
            "vat_cents": credit.note.vat,
            "products": list(credit.note.products),
            "reason": credit.reason,
            "recorded_by": recorded_by,
            "recorded_at": func.now(),
            "withdrawn_because": None,
            "withdrawn_by": None,
            "withdrawn_at": None,
        }
        before = next((one.note for one in invoice.credit_notes if one.note.number == credit.note.number), None)
        states = (None if before is None else _state(before), _state(credit.note))
        about = f"{credit.cycle}/{credit.supplier}"
        await note(connection, Audited(AuditKind.CREDIT_NOTE_KEPT, about, recorded_by, *states))
        return await put(connection, credit_notes, row)

    return await retry(engine, work)


def _state(credit: CreditNote) -> State:
    return {
        "number": credit.number,
        "amount_cents": credit.amount,
        "vat_cents": credit.vat,
        "products": list(credit.products),
    }


async def _check(connection: AsyncConnection, credit: SupplierCredit, invoice: EnteredInvoice) -> None:
    ordered = await sent_lines(connection, credit.cycle)
    for product in credit.note.products:
        if (credit.supplier, product) not in ordered:
            raise Refused("invoice_line_not_ordered", supplier=credit.supplier, product=product)
    known = credit_notes.c
    this = {"supplier": credit.supplier, "number": credit.note.number}
    query = select(known.cycle, known.withdrawn_because).filter_by(**this)
    for cycle, because in await connection.execute(query):
        if cycle != credit.cycle and because is None:
            raise Refused("credit_note_entered_before", cycle=cycle, **this)
        if cycle == credit.cycle and because is not None and not credit.again:
            raise Refused("credit_note_withdrawn", reason=because, **this)
    _check_amounts(credit, invoice)


def _check_amounts(credit: SupplierCredit, invoice: EnteredInvoice) -> None:
    notes = [note for note in invoice.counting_notes if note.number != credit.note.number]
    amount = credit.note.amount + sum(note.amount for note in notes)
    vat = credit.note.vat + sum(note.vat for note in notes)
    printed = invoice.printed
    if amount > printed.total - printed.vat_total or vat > printed.vat_total:
        raise Refused(
            "credit_exceeds_invoice", supplier=credit.supplier, number=printed.number, total_cents=printed.total
        )
