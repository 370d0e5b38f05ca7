"""Suppliers' invoices against what was ordered and received: each difference with what was decided of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.invoice import Invoice
from services.supply.domain.printed_invoice import (
    Billed,
    CreditNote,
    Difference,
    Expected,
    PrintedInvoice,
    PrintedLine,
    PrintedVat,
    as_expected,
    billed,
    differences,
)
from services.supply.queries.ordered_terms import expected_invoices
from services.supply.storage.invoice_tables import credit_notes, invoice_decisions, supplier_invoices
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class DecidedDifference:
    """A difference and what was decided of these very figures; ``disputed`` is None while it waits.

    A dispute that a credit note answers is none any more: it is ``credited``, and its reason names the note.
    """

    difference: Difference
    disputed: bool | None
    reason: str | None
    decided_by: UUID | None
    credited: bool = False


@dataclass(frozen=True, slots=True)
class StoredCreditNote:
    """A credit note as it was entered; why, by whom and when it was withdrawn, if it was: then it counts no more."""

    note: CreditNote
    noted_on: date
    reason: str
    withdrawn_because: str | None
    withdrawn_by: UUID | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class EnteredInvoice:
    """An invoice as it was entered, what is not as it should be, and what counts of it as decided so far.

    One that was withdrawn counts as if it had never been entered. Where no order of the supplier stands (``ordered`` is
    false: it was cancelled after sending) nothing is expected, nothing counts and nothing is to be decided.
    """

    supplier: str
    printed: PrintedInvoice
    withdrawn_because: str | None
    recorded_by: UUID
    recorded_at: datetime
    differences: tuple[DecidedDifference, ...]
    credit_notes: tuple[StoredCreditNote, ...]
    counted: Invoice
    ordered: bool

    @property
    def counting_notes(self) -> tuple[CreditNote, ...]:
        """Its credit notes but for those that were withdrawn."""
        return _counting(self.credit_notes)

    @property
    def counts(self) -> bool:
        """Whether a settlement counts it."""
        return self.ordered and self.withdrawn_because is None

    @property
    def waits(self) -> bool:
        """Whether a difference still waits for the coordinator."""
        return self.counts and any(one.disputed is None for one in self.differences)


async def invoices_of(connection: AsyncConnection, cycle: str) -> list[EnteredInvoice]:
    """A cycle's invoices by supplier."""
    query = select(supplier_invoices).where(supplier_invoices.c.cycle == cycle).order_by(supplier_invoices.c.supplier)
    rows = (await connection.execute(query)).all()
    if not rows:
        return []
    expected = await expected_invoices(connection, cycle)
    decisions, notes = await _decisions(connection, cycle), await _credits(connection, cycle)
    return [_entered(row, expected.get(row.supplier), decisions[row.supplier], notes[row.supplier]) for row in rows]


async def invoice_of(connection: AsyncConnection, cycle: str, supplier: str) -> EnteredInvoice:
    """One supplier's invoice.

    Raises:
        Refused: ``invoice_unknown``.
    """
    for found in await invoices_of(connection, cycle):
        if found.supplier == supplier:
            return found
    raise Refused("invoice_unknown", cycle=cycle, supplier=supplier)


async def bills(connection: AsyncConnection, cycle: str) -> dict[str, Billed]:
    """By supplier, what a settlement counts of its invoice.

    Raises:
        Refused: ``invoice_differences_open`` with the suppliers whose differences wait.
    """
    found = await invoices_of(connection, cycle)
    if waiting := [one.supplier for one in found if one.waits]:
        raise Refused("invoice_differences_open", cycle=cycle, suppliers=waiting)
    return {one.supplier: _billed(one.printed, one.differences, one.counting_notes) for one in found if one.counts}


def figure(value: int | Decimal) -> str:
    """A figure of a difference as it is kept and shown, whatever its scale."""
    return f"{Decimal(value).normalize():f}"


Decisions = Mapping[tuple[str, str], Any]


def _entered(
    row: Any,  # noqa: ANN401 - a row
    ordered: Expected | None,
    decisions: Decisions,
    notes: Sequence[StoredCreditNote],
) -> EnteredInvoice:
    printed = _printed(row)
    found = differences(ordered, printed) if ordered else []
    counting = _counting(notes)
    decided = tuple(_decided(one, decisions.get((one.kind.value, one.product)), counting) for one in found)
    if ordered and row.withdrawn_because is None:
        counted = billed(ordered, _billed(printed, decided, counting))
    else:
        counted = as_expected(ordered or Expected(row.supplier, (), 0, None))
    return EnteredInvoice(
        row.supplier,
        printed,
        row.withdrawn_because,
        row.recorded_by,
        row.recorded_at,
        decided,
        tuple(notes),
        counted,
        ordered is not None,
    )


def _printed(row: Any) -> PrintedInvoice:  # noqa: ANN401 - a row
    return PrintedInvoice(
        row.number,
        row.invoiced_on,
        row.due_on,
        tuple(_line(line) for line in row.lines),
        row.delivery_cents,
        tuple(PrintedVat(**one) for one in row.vat),
        row.total_cents,
    )


def _line(line: Mapping[str, Any]) -> PrintedLine:
    price = line["price"]
    return PrintedLine(line["product"], line["quantity"], None if price is None else Decimal(price))


def _counting(notes: Iterable[StoredCreditNote]) -> tuple[CreditNote, ...]:
    return tuple(stored.note for stored in notes if stored.withdrawn_because is None)


def _decided(one: Difference, decision: Any, notes: Sequence[CreditNote]) -> DecidedDifference:  # noqa: ANN401 - a row or None
    """What was decided of a difference, if it was decided on the figures that it has now."""
    if decision is None or (decision.expected, decision.printed) != (figure(one.expected), figure(one.printed)):
        return DecidedDifference(one, None, None, None)
    answers = [note.number for note in notes if note.answers(one)]
    if decision.disputed and answers:
        reason = f"{decision.reason} ({', '.join(answers)})"
        return DecidedDifference(one, False, reason, decision.decided_by, credited=True)
    return DecidedDifference(one, decision.disputed, decision.reason, decision.decided_by)


def _billed(printed: PrintedInvoice, decided: Iterable[DecidedDifference], notes: tuple[CreditNote, ...]) -> Billed:
    disputed = tuple(one.difference.name for one in decided if one.disputed)
    return Billed(printed, disputed, notes)


async def _decisions(connection: AsyncConnection, cycle: str) -> dict[str, dict[tuple[str, str], Any]]:
    found: dict[str, dict[tuple[str, str], Any]] = defaultdict(dict)
    query = select(invoice_decisions).where(invoice_decisions.c.cycle == cycle)
    for row in await connection.execute(query):
        found[row.supplier][row.kind, row.product] = row
    return found


async def _credits(connection: AsyncConnection, cycle: str) -> dict[str, list[StoredCreditNote]]:
    """The credit notes of the invoices as they stand: those of one that another took the place of count no more."""
    noted, entered = credit_notes.c, supplier_invoices.c
    of_invoice = (
        (entered.supplier == noted.supplier) & (entered.cycle == noted.cycle) & (entered.number == noted.invoice)
    )
    found: dict[str, list[StoredCreditNote]] = defaultdict(list)
    query = select(credit_notes).join(supplier_invoices, of_invoice).where(noted.cycle == cycle).order_by(noted.number)
    for row in await connection.execute(query):
        note = CreditNote(row.number, row.amount_cents, row.vat_cents, tuple(row.products))
        withdrawn = (row.withdrawn_because, row.withdrawn_by, row.withdrawn_at)
        found[row.supplier].append(StoredCreditNote(note, row.noted_on, row.reason, *withdrawn))
    return found
