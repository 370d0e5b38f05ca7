"""The bank: what waits for it, and what it has."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from services.orders.commands.bank_payments import bank_payments
from services.orders.domain.ledger import Means
from services.orders.queries.bank import BankReceipt, WaitingForBank, find_receipt, latest_receipts, waiting_for_bank
from services.orders.web.api.desk import Desk, Treasurer, author_of
from services.orders.web.api.fields import Body
from services.orders.web.api.order_pages import id_after
from shared.kernel.refusal import Refused
from shared.web.paging import MOST, Page, Paging

router = APIRouter(prefix="/v1/bank", tags=["payments"])


class ReceiptBody(Body):
    """Which payments the bank has."""

    payment_ids: list[UUID] = Field(min_length=1, max_length=MOST, examples=[["0197f0a0-0000-7000-8000-000000000051"]])


class ReceivedAnswer(BaseModel):
    """What the bank got at once, and the payments it was: a deposit list."""

    receipt: BankReceipt
    payments: list[WaitingForBank]


class ReceiptAnswer(BaseModel):
    """What was noted."""

    receipt_id: UUID
    payment_ids: list[UUID]


@router.get("/waiting")
async def get_waiting(
    desk: Desk,
    _actor: Treasurer,
    paging: Paging,
    means: Annotated[Literal["cheque", "card", "transfer"], Query()] = "cheque",
    on: Annotated[date | None, Query(description="Cheques that may be deposited on this day; absent: today.")] = None,
) -> Page[WaitingForBank]:
    """Cheques to deposit, or transfers or cards to look for on the statement."""
    day = on or desk.today()
    found = await waiting_for_bank(desk.engine, Means(means), day, id_after(paging.after), paging.limit)
    return Page.of(found, paging.limit, lambda payment: str(payment.payment_id))


@router.put("/receipts/{receipt_id}", responses={200: {"model": ReceiptAnswer}, 201: {"model": ReceiptAnswer}})
async def put_receipt(
    receipt_id: UUID, body: ReceiptBody, desk: Desk, actor: Treasurer, response: Response
) -> ReceiptAnswer:
    """Note that the bank has these payments; sent again, they are booked once."""
    is_new = await bank_payments(desk, receipt_id, body.payment_ids, author_of(actor))
    response.status_code = 201 if is_new else 200
    return ReceiptAnswer(receipt_id=receipt_id, payment_ids=sorted(set(body.payment_ids)))


@router.get("/receipts")
async def get_receipts(desk: Desk, _actor: Treasurer, paging: Paging) -> Page[BankReceipt]:
    """What the bank got, the latest first."""
    found = await latest_receipts(desk.engine, id_after(paging.after), paging.limit)
    return Page.of(found, paging.limit, lambda receipt: str(receipt.receipt_id))


@router.get("/receipts/{receipt_id}")
async def get_receipt(receipt_id: UUID, desk: Desk, _actor: Treasurer) -> ReceivedAnswer:
    """What the bank got at once, payment by payment."""
    found = await find_receipt(desk.engine, receipt_id)
    if found is None:
        raise Refused("bank_receipt_unknown")
    return ReceivedAnswer(receipt=found[0], payments=found[1])
