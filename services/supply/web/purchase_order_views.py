"""Purchase orders as they are shown."""

from datetime import date, datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.supply.domain.amendment import Amounts
from services.supply.domain.purchase_order import ConfirmedLine, Difference, PurchaseOrderState, date_differences
from services.supply.queries.acknowledgements import Acknowledgement
from services.supply.queries.amendments import AmendedLine, Amendment
from services.supply.queries.purchase_order_mails import SentMail
from services.supply.queries.purchase_orders import PurchaseOrder, PurchaseOrderLine
from services.supply.web.mail_sentences import outcome_sentence
from services.supply.web.plan_sentences import order_line_sentence
from shared.mail import MailState
from shared.web.translation import Translator


class PurchaseOrderLineView(BaseModel):
    """One product ordered; ``price`` in euros per display unit excluding VAT."""

    product: str
    cases: int
    case_size: int
    quantity: int
    rung_from: int
    price: Decimal
    goods_cents: int
    reason: str

    @classmethod
    def of(cls, line: PurchaseOrderLine, say: Translator) -> Self:
        """A line as it is shown."""
        return cls(
            product=line.product,
            cases=line.cases,
            case_size=line.case_size,
            quantity=line.quantity,
            rung_from=line.rung_from,
            price=line.price,
            goods_cents=line.goods_cents,
            reason=order_line_sentence(say, line.cases, line.planned_cases, line.reason),
        )


class ConfirmedLineView(BaseModel):
    """One product, as ordered and as confirmed; prices in euros per display unit excluding VAT."""

    product: str
    ordered_quantity: int
    quantity: int = Field(description="As confirmed; 0: the supplier has none.")
    ordered_price: Decimal
    price: Decimal = Field(description="As confirmed.")
    differences: list[Difference]

    @classmethod
    def of(cls, line: ConfirmedLine) -> Self:
        """A line as it is shown."""
        return cls(
            product=line.product,
            ordered_quantity=line.ordered_quantity,
            quantity=line.quantity,
            ordered_price=line.ordered_price,
            price=line.price,
            differences=list(line.differences),
        )


class AcknowledgementView(BaseModel):
    """What a supplier answered; the answers to one order are numbered."""

    acknowledgement: int
    amendment: int = Field(description="The one it answers; 0: the order as first sent.")
    delivery: date
    reference: str
    acknowledged_by: UUID
    acknowledged_at: datetime
    differences: list[Difference] = Field(description="`later`: than the cycle's delivery.")
    lines: list[ConfirmedLineView]

    @classmethod
    def of(cls, answer: Acknowledgement, wanted: date) -> Self:
        """An answer as it is shown beside the day the goods are wanted."""
        return cls(
            acknowledgement=answer.acknowledgement,
            amendment=answer.amendment,
            delivery=answer.delivery,
            reference=answer.reference,
            acknowledged_by=answer.acknowledged_by,
            acknowledged_at=answer.acknowledged_at,
            differences=list(date_differences(wanted, answer.delivery)),
            lines=[ConfirmedLineView.of(line) for line in answer.lines],
        )


class AmountsView(BaseModel):
    """What an order comes to; goods and delivery exclude VAT."""

    goods_cents: int
    delivery_cents: int
    vat_cents: int
    total_cents: int

    @classmethod
    def of(cls, amounts: Amounts) -> Self:
        """Amounts as they are shown."""
        return cls(
            goods_cents=amounts.goods,
            delivery_cents=amounts.delivery,
            vat_cents=amounts.vat,
            total_cents=amounts.total,
        )


class AmendmentView(BaseModel):
    """What was changed by hand after sending: line by line, and what the order came to before and comes to after."""

    id: UUID
    amendment: int
    reason: str
    cancels: bool = Field(description="The whole order was taken back.")
    accepted_gap_cents: int | None = Field(description="Up to where its gap was allowed; null: not named.")
    amended_by: UUID
    amended_at: datetime
    before: AmountsView
    after: AmountsView
    lines: list[AmendedLine] = Field(description="Those that changed; without price and cases: dropped.")

    @classmethod
    def of(cls, amendment: Amendment) -> Self:
        """An amendment as it is shown."""
        return cls(
            id=amendment.id,
            amendment=amendment.amendment,
            reason=amendment.reason,
            cancels=amendment.cancels,
            accepted_gap_cents=amendment.accepted_gap_cents,
            amended_by=amendment.amended_by,
            amended_at=amendment.amended_at,
            before=AmountsView.of(amendment.before),
            after=AmountsView.of(amendment.after),
            lines=list(amendment.lines),
        )


class AttachmentView(BaseModel):
    """A file that went with a mail."""

    name: str
    sha256: str


class MailView(BaseModel):
    """A mail to the supplier and what became of it; a mail that came back says so."""

    id: UUID
    amendment: int
    recipient: str
    state: MailState
    said: str = Field(description="By the server, when it did not take it.")
    sentence: str = Field(description="What became of it, in the reader's language.")
    attachments: list[AttachmentView]
    sent_by: UUID
    sent_at: datetime
    bounced_at: datetime | None

    @classmethod
    def of(cls, mail: SentMail, say: Translator) -> Self:
        """A mail as it is shown."""
        return cls(
            id=mail.id,
            amendment=mail.amendment,
            recipient=mail.recipient,
            state=mail.state,
            said=mail.said,
            sentence=outcome_sentence(say, mail),
            attachments=[AttachmentView(name=name, sha256=digest) for name, digest in sorted(mail.attachments.items())],
            sent_by=mail.sent_by,
            sent_at=mail.sent_at,
            bounced_at=mail.bounced_at,
        )


class PurchaseOrderView(BaseModel):
    """A purchase order; goods and delivery exclude VAT."""

    number: int
    cycle: str
    plan: int = Field(description="The number of the plan it carries out; whoever approves it names it.")
    supplier: str
    state: PurchaseOrderState
    delivery: date = Field(description="When the cycle wants its goods.")
    goods_cents: int
    delivery_cents: int
    vat_cents: int
    total_cents: int
    households_hold_cents: int = Field(description="For the products that it asks for, when its plan was made.")
    gap_cents: int = Field(description="The total less what households hold, as the order is now.")
    lines: list[PurchaseOrderLineView]
    acknowledgement: AcknowledgementView | None = Field(description="The supplier's answer to it as it is now.")
    amendment: int = Field(description="The number of the last amendment, made by hand; 0: as planned.")
    below_minimum_cents: int = Field(description="By how much the goods are below what the supplier asks; 0: not.")
    amendments: list[AmendmentView]
    mails: list[MailView]

    @classmethod
    def of(cls, order: PurchaseOrder, say: Translator) -> Self:
        """An order as it is shown."""
        answer = order.acknowledgement
        return cls(
            number=order.number,
            cycle=order.cycle,
            plan=order.plan,
            supplier=order.supplier,
            state=order.state,
            delivery=order.delivery,
            goods_cents=order.goods_cents,
            delivery_cents=order.delivery_cents,
            vat_cents=order.vat_cents,
            total_cents=order.total_cents,
            households_hold_cents=order.households_hold_cents,
            gap_cents=order.gap_cents,
            lines=[PurchaseOrderLineView.of(line, say) for line in order.lines],
            acknowledgement=AcknowledgementView.of(answer, order.delivery) if answer else None,
            amendment=order.amendment,
            below_minimum_cents=order.below_minimum_cents,
            amendments=[AmendmentView.of(amendment) for amendment in order.amendments],
            mails=[MailView.of(mail, say) for mail in order.mails],
        )
