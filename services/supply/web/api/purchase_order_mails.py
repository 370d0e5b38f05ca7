"""Purchase orders mailed to their suppliers."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from services.supply.commands.mail_purchase_order import Letter, MailAsked, mail_purchase_order, note_bounce
from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.queries.purchase_order_documents import PurchaseOrderDocument, purchase_order_document
from services.supply.queries.snapshot import snapshot
from services.supply.web.api.purchase_order_documents import NetworkLanguage, as_pdf
from services.supply.web.api.purchase_orders import Number, shown_order
from services.supply.web.fields import Body, Reason, put_status
from services.supply.web.mail_sentences import subject_and_text
from services.supply.web.parts import Coordinator, Parts
from services.supply.web.purchase_order_files import as_csv, as_xlsx, file_name
from services.supply.web.purchase_order_views import PurchaseOrderView
from shared.mail import Attachment
from shared.papers.press import PDF_MEDIA
from shared.papers.tables import CSV_MEDIA, XLSX_MEDIA
from shared.web.translation import Reader, Translator

router = APIRouter(prefix="/v1/purchase-orders", tags=["purchase orders"])


class MailBody(Body):
    """Which amendment is mailed: the one in force."""

    amendment: Annotated[int, Field(strict=True, ge=0, le=2_000_000_000)] = Field(
        examples=[0], description="As shown by the order; 0: as first sent."
    )


class BounceBody(Body):
    """What the mail said that came back."""

    note: Reason = Field(examples=["550 mailbox unavailable"])


@router.put("/{number}/mails/{mail_id}", responses={201: {"model": PurchaseOrderView}})
async def put_mail(  # noqa: PLR0913 - FastAPI gives each part of a request its own parameter
    *,
    number: Number,
    mail_id: UUID,
    body: MailBody,
    response: Response,
    parts: Parts,
    say: Reader,
    network: NetworkLanguage,
    actor: Coordinator,
) -> PurchaseOrderView:
    """Mail an order to its supplier, as PDF, CSV and XLSX. Sent again under the same id, it is one mail.

    An approved order counts as sent from then on, whatever becomes of the mail: it may be at its supplier.
    """
    async with snapshot(parts.engine) as connection:
        document = await purchase_order_document(connection, number)
    letter = await _letter(document, network)
    asked = MailAsked(mail_id, number, body.amendment, actor.user_id)
    new = await mail_purchase_order(parts.engine, parts.clock, parts.mailer, asked, letter)
    put_status(response, created=new)
    return await shown_order(parts, number, say)


@router.post("/{number}/mails/{mail_id}/bounced")
async def post_bounced(
    *, number: Number, mail_id: UUID, body: BounceBody, parts: Parts, say: Reader, _actor: Coordinator
) -> PurchaseOrderView:
    """Note that a mail came back."""
    await note_bounce(parts.engine, number, mail_id, body.note, parts.clock())
    return await shown_order(parts, number, say)


async def _letter(document: PurchaseOrderDocument, say: Translator) -> Letter:
    cancelled = document.state is PurchaseOrderState.CANCELLED
    subject, text = subject_and_text(say, document, cancelled=cancelled)
    in_csv = as_csv(document, say)
    in_xlsx = await asyncio.to_thread(as_xlsx, document, say)
    in_pdf = await as_pdf(document, say)
    files = (
        Attachment(file_name(document, "pdf"), PDF_MEDIA, in_pdf),
        Attachment(file_name(document, "csv"), CSV_MEDIA, in_csv),
        Attachment(file_name(document, "xlsx"), XLSX_MEDIA, in_xlsx),
    )
    return Letter(document.supplier, document.email, document.amendment, document.network, subject, text, files)
