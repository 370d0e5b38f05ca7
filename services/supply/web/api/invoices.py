"""Suppliers' invoices: as printed, what differs from what was ordered and received, credit notes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from services.supply.commands.decide_difference import Decision, decide_difference
from services.supply.commands.keep_credit_note import SupplierCredit, keep_credit_note
from services.supply.commands.keep_invoice import SupplierInvoice, keep_invoice
from services.supply.commands.withdraw_credit_note import withdraw_credit_note
from services.supply.commands.withdraw_invoice import InvoiceWithdrawal, withdraw_invoice
from services.supply.domain.printed_invoice import (
    CreditNote,
    Difference,
    DifferenceKind,
    PrintedInvoice,
    PrintedLine,
    PrintedVat,
)
from services.supply.queries.invoices import DecidedDifference, EnteredInvoice, figure, invoice_of, invoices_of
from services.supply.queries.snapshot import snapshot
from services.supply.web.api.settlement import InvoiceView as CountedView
from services.supply.web.fields import (
    BaseQuantity,
    BasisPoints,
    Body,
    Cents,
    Code,
    CodePath,
    DecimalText,
    Flag,
    Reason,
    put_status,
)
from services.supply.web.invoice_sentences import DIFFERENCES
from services.supply.web.parts import Coordinator, Parts, SupplyParts
from shared.kernel.quantity import Quantity
from shared.web.translation import Reader, Translator

router = APIRouter(prefix="/v1/cycles/{cycle}/invoices", tags=["invoices"])


class PrintedLineBody(Body):
    """One product of which the quantity or the price is printed; null: as received, as ordered."""

    product: Code = Field(examples=["FAR-T65"])
    quantity: BaseQuantity | None = Field(default=None, examples=[150_000])
    price: DecimalText | None = Field(default=None, description="Euros per display unit, excluding VAT.")


class PrintedVatBody(Body):
    """VAT of one rate; where one amount is printed for all rates its rate is null."""

    vat_basis_points: BasisPoints | None = Field(default=None, examples=[550])
    vat_cents: Cents = Field(examples=[866])


class InvoiceBody(Body):
    """A supplier's invoice as it is printed. What no line names is invoiced as received, at the price ordered."""

    number: Code = Field(examples=["F2026-311"])
    invoiced_on: date = Field(examples=["2026-12-16"])
    due_on: date | None = Field(default=None, examples=["2027-01-15"])
    lines: list[PrintedLineBody] = Field(default_factory=list, max_length=2_000)
    delivery_cents: Cents = Field(examples=[3_800], description="Excluding VAT.")
    vat: list[PrintedVatBody] = Field(default_factory=list, max_length=20)
    total_cents: Cents = Field(examples=[21_176], description="VAT included.")
    again: Flag = Field(default=False, description="It is entered again though it was withdrawn.")
    replaces: Code | None = Field(
        default=None, description="The number that stands, if it was mistyped or both invoices are entered as one."
    )

    def printed(self) -> PrintedInvoice:
        """The invoice as the domain reads it."""
        return PrintedInvoice(
            self.number,
            self.invoiced_on,
            self.due_on,
            tuple(PrintedLine(line.product, line.quantity, line.price) for line in self.lines),
            self.delivery_cents,
            tuple(PrintedVat(one.vat_basis_points, one.vat_cents) for one in self.vat),
            self.total_cents,
        )


class DecisionBody(Body):
    """What is done about a difference, and why."""

    kind: DifferenceKind = Field(examples=["price"])
    product: Code | None = Field(default=None, examples=["FAR-T65"], description="Null where it is of no product.")
    disputed: Flag = Field(examples=[False], description="False: what is printed counts; true: what was expected does.")
    reason: Reason = Field(examples=["The mill announced its new price in November."])


class InvoiceWithdrawalBody(Body):
    """Why an invoice counts no more."""

    reason: Reason = Field(examples=["It is of another cycle."])


class CreditNoteWithdrawalBody(Body):
    """Why a credit note counts no more."""

    reason: Reason = Field(examples=["It is another supplier's."])


class CreditNoteBody(Body):
    """What a supplier takes off its invoice; amounts are positive."""

    noted_on: date = Field(examples=["2026-12-20"])
    amount_cents: Cents = Field(examples=[2_625], description="Excluding VAT.")
    vat_cents: Cents = Field(examples=[144])
    products: list[Code] = Field(
        default_factory=list, max_length=2_000, examples=[["FAR-T65"]], description="The lines it touches; none: all."
    )
    reason: Reason = Field(examples=["One bag came torn open."])
    again: Flag = Field(default=False, description="It is entered again though it was withdrawn.")


class DifferenceView(BaseModel):
    """What is printed against what was expected: base units, euros per display unit or cents, by its kind."""

    kind: DifferenceKind
    product: str | None
    expected: str
    printed: str
    sentence: str
    disputed: bool | None = Field(description="Null: it waits for the coordinator.")
    reason: str | None
    decided_by: UUID | None

    @classmethod
    def of(cls, decided: DecidedDifference, say: Translator) -> Self:
        """A difference as it is shown."""
        one = decided.difference
        return cls(
            kind=one.kind,
            product=one.product or None,
            expected=figure(one.expected),
            printed=figure(one.printed),
            sentence=_sentence(one, say),
            disputed=decided.disputed,
            reason=decided.reason,
            decided_by=decided.decided_by,
        )


class PrintedLineView(BaseModel):
    """One product as it is printed."""

    product: str
    quantity: int | None
    price: Decimal | None


class PrintedVatView(BaseModel):
    """VAT as it is printed."""

    vat_basis_points: int | None
    vat_cents: int


class CreditNoteView(BaseModel):
    """A credit note as it was entered."""

    number: str
    noted_on: date
    amount_cents: int
    vat_cents: int
    products: list[str]
    reason: str
    withdrawn_because: str | None = Field(description="Why it counts no more; null: it counts.")
    withdrawn_by: UUID | None
    withdrawn_at: datetime | None


class EnteredInvoiceView(BaseModel):
    """An invoice, what differs, and what a settlement counts of it as decided so far."""

    supplier: str
    number: str
    invoiced_on: date
    due_on: date | None
    lines: list[PrintedLineView]
    delivery_cents: int
    vat: list[PrintedVatView]
    total_cents: int
    withdrawn_because: str | None = Field(description="Why it counts no more; null: it counts.")
    recorded_by: UUID
    recorded_at: datetime
    differences: list[DifferenceView]
    credit_notes: list[CreditNoteView]
    counted: CountedView

    @classmethod
    def of(cls, found: EnteredInvoice, say: Translator) -> Self:
        """An invoice as it is shown."""
        printed, counted = found.printed, found.counted
        return cls(
            supplier=found.supplier,
            number=printed.number,
            invoiced_on=printed.invoiced_on,
            due_on=printed.due_on,
            lines=[
                PrintedLineView(product=one.product, quantity=one.quantity, price=one.price) for one in printed.lines
            ],
            delivery_cents=printed.delivery,
            vat=[PrintedVatView(vat_basis_points=one.vat_basis_points, vat_cents=one.vat) for one in printed.vat],
            total_cents=printed.total,
            withdrawn_because=found.withdrawn_because,
            recorded_by=found.recorded_by,
            recorded_at=found.recorded_at,
            differences=[DifferenceView.of(one, say) for one in found.differences],
            credit_notes=[
                CreditNoteView(
                    number=stored.note.number,
                    noted_on=stored.noted_on,
                    amount_cents=stored.note.amount,
                    vat_cents=stored.note.vat,
                    products=list(stored.note.products),
                    reason=stored.reason,
                    withdrawn_because=stored.withdrawn_because,
                    withdrawn_by=stored.withdrawn_by,
                    withdrawn_at=stored.withdrawn_at,
                )
                for stored in found.credit_notes
            ],
            counted=CountedView(
                supplier=found.supplier,
                goods_cents=counted.goods,
                delivery_cents=counted.delivery,
                vat_cents=counted.vat,
                total_cents=counted.total,
            ),
        )


@router.get("")
async def get_invoices(cycle: CodePath, parts: Parts, say: Reader, _actor: Coordinator) -> list[EnteredInvoiceView]:
    """The invoices that were entered in a cycle, by supplier."""
    async with snapshot(parts.engine) as connection:
        return [EnteredInvoiceView.of(found, say) for found in await invoices_of(connection, cycle)]


@router.put("/{supplier}", responses={201: {"model": EnteredInvoiceView}})
async def put_invoice(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    cycle: CodePath,
    supplier: CodePath,
    body: InvoiceBody,
    response: Response,
    parts: Parts,
    say: Reader,
    actor: Coordinator,
) -> EnteredInvoiceView:
    """Enter a supplier's invoice, or correct what was entered."""
    invoice = SupplierInvoice(cycle, supplier, body.printed(), body.again, body.replaces)
    put_status(response, created=await keep_invoice(parts.engine, parts.clock, invoice, actor.user_id))
    return await _shown(parts, cycle, supplier, say)


@router.post("/{supplier}/withdrawal")
async def post_invoice_withdrawal(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    cycle: CodePath, supplier: CodePath, body: InvoiceWithdrawalBody, parts: Parts, say: Reader, actor: Coordinator
) -> EnteredInvoiceView:
    """Let an invoice that was entered by mistake count no more, until it is entered again."""
    await withdraw_invoice(parts.engine, parts.clock, InvoiceWithdrawal(cycle, supplier, body.reason, actor.user_id))
    return await _shown(parts, cycle, supplier, say)


@router.post("/{supplier}/decisions")
async def post_decision(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    cycle: CodePath, supplier: CodePath, body: DecisionBody, parts: Parts, say: Reader, actor: Coordinator
) -> EnteredInvoiceView:
    """Accept what is printed, or dispute it: then what was expected counts until the supplier's credit note comes."""
    decision = Decision(cycle, supplier, body.kind, body.product or "", body.disputed, body.reason)
    await decide_difference(parts.engine, decision, actor.user_id)
    return await _shown(parts, cycle, supplier, say)


@router.put("/{supplier}/credit-notes/{number}", responses={201: {"model": EnteredInvoiceView}})
async def put_credit_note(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    cycle: CodePath,
    supplier: CodePath,
    number: CodePath,
    body: CreditNoteBody,
    response: Response,
    parts: Parts,
    say: Reader,
    actor: Coordinator,
) -> EnteredInvoiceView:
    """Enter a credit note, or correct one: it answers the disputes about its products."""
    note = CreditNote(number, body.amount_cents, body.vat_cents, tuple(body.products))
    credit = SupplierCredit(cycle, supplier, note, body.noted_on, body.reason, body.again)
    put_status(response, created=await keep_credit_note(parts.engine, credit, actor.user_id))
    return await _shown(parts, cycle, supplier, say)


@router.post("/{supplier}/credit-notes/{number}/withdrawal")
async def post_credit_note_withdrawal(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    cycle: CodePath,
    supplier: CodePath,
    number: CodePath,
    body: CreditNoteWithdrawalBody,
    parts: Parts,
    say: Reader,
    actor: Coordinator,
) -> EnteredInvoiceView:
    """Let a credit note that was entered by mistake count no more: what it answered is disputed again."""
    await withdraw_credit_note(parts.engine, cycle, supplier, number, body.reason, actor.user_id)
    return await _shown(parts, cycle, supplier, say)


def _sentence(one: Difference, say: Translator) -> str:
    in_cents = one.kind not in {DifferenceKind.QUANTITY, DifferenceKind.PRICE}
    names = ("expected_cents", "printed_cents") if in_cents else ("expected", "printed")
    both = (Quantity(int(value), one.unit) if one.unit else value for value in (one.expected, one.printed))
    return say(DIFFERENCES[one.kind], product=one.product, **dict(zip(names, both, strict=True)))


async def _shown(parts: SupplyParts, cycle: str, supplier: str, say: Translator) -> EnteredInvoiceView:
    async with snapshot(parts.engine) as connection:
        return EnteredInvoiceView.of(await invoice_of(connection, cycle, supplier), say)
