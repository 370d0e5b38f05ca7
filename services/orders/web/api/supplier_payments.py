"""Suppliers: what is owed to them, what was paid, and what they paid back."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.order_desk import OrderDesk
from services.orders.commands.pay_supplier import SupplierPaid, pay_supplier
from services.orders.commands.receive_supplier_repayment import receive_supplier_repayment
from services.orders.commands.withdraw_supplier_payment import (
    withdraw_supplier_payment,
    withdraw_supplier_repayment,
)
from services.orders.queries.payable import SupplierPayable, suppliers_payable
from services.orders.queries.supplier_transfers import (
    SupplierTransfer,
    find_supplier_transfer,
    supplier_transfers,
)
from services.orders.web.api.desk import Desk, Treasurer, author_of
from services.orders.web.api.fields import Body, Cents, Code, Text
from services.orders.web.api.order_pages import id_after
from shared.kernel.refusal import Refused
from shared.web.paging import Page, Paging

router = APIRouter(prefix="/v1", tags=["ledger"])


class SupplierPaymentBody(Body):
    """To or from whom, how much, when the bank made the transfer."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"supplier": "ALMA", "amount_cents": 125_050, "paid_on": "2026-12-28"}]},
    )

    supplier: Code
    amount_cents: Cents
    paid_on: Annotated[date, Field(description="In the network's time.")]


class SupplierPaymentAnswer(BaseModel):
    """What was paid."""

    supplier_payment_id: UUID
    supplier: str
    amount_cents: int
    paid_on: date


class SupplierRepaymentAnswer(BaseModel):
    """What was paid back."""

    supplier_repayment_id: UUID
    supplier: str
    amount_cents: int
    paid_on: date


class SupplierWithdrawalBody(Body):
    """Why what was noted is taken back."""

    reason: Text = Field(
        min_length=3,
        description="In words that name nobody: they stay in the books.",
        examples=["montant mal tapé"],
    )


@router.get("/suppliers/payable")
async def get_payable(desk: Desk, _actor: Treasurer) -> list[SupplierPayable]:
    """Every supplier with what is owed to it; negative: it owes the network."""
    return await suppliers_payable(desk.engine)


@router.get("/supplier-payments")
async def get_supplier_payments(desk: Desk, _actor: Treasurer, paging: Paging) -> Page[SupplierTransfer]:
    """What was paid to suppliers and what they paid back, what was noted last first."""
    found = await supplier_transfers(desk.engine, id_after(paging.after), paging.limit)
    return Page.of(found, paging.limit, lambda transfer: str(transfer.transfer_id))


@router.put(
    "/supplier-payments/{supplier_payment_id}",
    responses={200: {"model": SupplierPaymentAnswer}, 201: {"model": SupplierPaymentAnswer}},
)
async def put_supplier_payment(
    supplier_payment_id: UUID, body: SupplierPaymentBody, desk: Desk, actor: Treasurer, response: Response
) -> SupplierPaymentAnswer:
    """Note a transfer to a supplier. Sent again, it is one payment."""
    asked = SupplierPaid(supplier_payment_id, body.supplier, body.amount_cents, body.paid_on)
    is_new = await pay_supplier(desk, asked, author_of(actor))
    response.status_code = 201 if is_new else 200
    return SupplierPaymentAnswer(supplier_payment_id=supplier_payment_id, **body.model_dump())


@router.post("/supplier-payments/{supplier_payment_id}/withdrawal")
async def post_supplier_payment_withdrawal(
    supplier_payment_id: UUID, body: SupplierWithdrawalBody, desk: Desk, actor: Treasurer
) -> SupplierTransfer:
    """Take back a payment that was noted wrong: its counter-entry is booked, the supplier is owed it again."""
    await withdraw_supplier_payment(desk, supplier_payment_id, body.reason.strip(), author_of(actor))
    return await _shown(desk, supplier_payment_id)


@router.put(
    "/supplier-repayments/{supplier_repayment_id}",
    responses={200: {"model": SupplierRepaymentAnswer}, 201: {"model": SupplierRepaymentAnswer}},
)
async def put_supplier_repayment(
    supplier_repayment_id: UUID, body: SupplierPaymentBody, desk: Desk, actor: Treasurer, response: Response
) -> SupplierRepaymentAnswer:
    """Note a transfer from a supplier that owes the network, as after a credit note. Sent again, it is one."""
    asked = SupplierPaid(supplier_repayment_id, body.supplier, body.amount_cents, body.paid_on)
    is_new = await receive_supplier_repayment(desk, asked, author_of(actor))
    response.status_code = 201 if is_new else 200
    return SupplierRepaymentAnswer(supplier_repayment_id=supplier_repayment_id, **body.model_dump())


@router.post("/supplier-repayments/{supplier_repayment_id}/withdrawal")
async def post_supplier_repayment_withdrawal(
    supplier_repayment_id: UUID, body: SupplierWithdrawalBody, desk: Desk, actor: Treasurer
) -> SupplierTransfer:
    """Take back a repayment that was noted wrong: its counter-entry is booked, the supplier owes it again."""
    await withdraw_supplier_repayment(desk, supplier_repayment_id, body.reason.strip(), author_of(actor))
    return await _shown(desk, supplier_repayment_id)


async def _shown(desk: OrderDesk, transfer_id: UUID) -> SupplierTransfer:
    found = await find_supplier_transfer(desk.engine, transfer_id)
    if found is None:
        raise Refused("supplier_payment_unknown")
    return found
