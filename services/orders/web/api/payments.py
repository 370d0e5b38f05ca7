"""Payments that come apart from an order, what became of them; and payments read: who paid, for which orders."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.record_payment import record_payment
from services.orders.commands.reject_payment import reject_payment
from services.orders.commands.repay import RepaymentAsked, repay
from services.orders.commands.write_off_debt import DebtWriteOff, write_off_debt
from services.orders.queries.households import find_household
from services.orders.queries.payments import PaymentsWanted, PaymentView, find_payment, find_payments
from services.orders.web.api.desk import AtTable, Desk, Treasurer, author_of, seen_by
from services.orders.web.api.fields import Body, Cents, Text
from services.orders.web.api.order_bodies import PaymentAnswer, PaymentBody
from services.orders.web.api.order_pages import id_after
from shared.kernel.refusal import Refused
from shared.web.paging import Page, Paging
from shared.web.translation import Reader

router = APIRouter(prefix="/v1", tags=["payments"])


@router.put("/payments/{payment_id}", responses={200: {"model": PaymentAnswer}, 201: {"model": PaymentAnswer}})
async def put_payment(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    payment_id: UUID, body: PaymentBody, desk: Desk, actor: AtTable, reader: Reader, response: Response
) -> PaymentAnswer:
    """Book a payment, then confirm those of its orders that it covers. Sent again, it is booked once."""
    recorded = await record_payment(desk, body.request(payment_id), author_of(actor))
    response.status_code = 201 if recorded.is_new else 200
    return PaymentAnswer.of(recorded, desk.today(), reader)


@router.get("/payments/{payment_id}")
async def get_payment(payment_id: UUID, desk: Desk, actor: AtTable) -> PaymentView:
    """One payment: who paid, how much, and the orders it was brought for, the payer's or neighbours'."""
    found = await find_payment(desk.engine, payment_id, seen_by(actor))
    if found is None:
        raise Refused("payment_unknown")
    return found


@router.get("/households/{household_id}/payments")
async def get_payments(household_id: UUID, desk: Desk, actor: AtTable, paging: Paging) -> Page[PaymentView]:
    """What a household paid, for itself or for neighbours, in the order it was booked."""
    if await find_household(desk.engine, household_id, seen_by(actor)) is None:
        raise Refused("household_unknown")
    wanted = PaymentsWanted(household_id, id_after(paging.after), paging.limit)
    found = await find_payments(desk.engine, wanted, seen_by(actor))
    return Page.of(found, paging.limit, lambda payment: str(payment.payment_id))


class RejectionBody(Body):
    """Why the bank refused it."""

    reason: Text = Field(min_length=3, examples=["chèque sans provision"])


@router.post("/payments/{payment_id}/rejection")
async def post_rejection(payment_id: UUID, body: RejectionBody, desk: Desk, actor: Treasurer) -> PaymentView:
    """Note that the bank refused a payment: its household owes it, what was ordered stays ordered."""
    await reject_payment(desk, payment_id, body.reason.strip(), author_of(actor))
    return await get_payment(payment_id, desk, actor)


class RepaymentBody(Body):
    """Which household pays back, how much of its credit."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"household_id": "0197f0a0-0000-7000-8000-000000000007", "amount_cents": 1_450}]
        },
    )

    household_id: UUID
    amount_cents: Cents


class RepaymentAnswer(BaseModel):
    """What was paid back."""

    repayment_id: UUID
    household_id: UUID
    amount_cents: int


@router.put("/repayments/{repayment_id}", responses={200: {"model": RepaymentAnswer}, 201: {"model": RepaymentAnswer}})
async def put_repayment(
    repayment_id: UUID, body: RepaymentBody, desk: Desk, actor: AtTable, response: Response
) -> RepaymentAnswer:
    """Pay back from a household's credit what it owes. Sent again, it is one repayment."""
    asked = RepaymentAsked(repayment_id, body.household_id, body.amount_cents)
    is_new = await repay(desk, asked, author_of(actor))
    response.status_code = 201 if is_new else 200
    return RepaymentAnswer(repayment_id=repayment_id, household_id=body.household_id, amount_cents=body.amount_cents)


class DebtWriteOffBody(Body):
    """Which household's debt is given up, how much of it, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "household_id": "0197f0a0-0000-7000-8000-000000000007",
                    "amount_cents": 1_450,
                    "reason": "chèque sans provision, injoignable depuis un an",
                }
            ]
        },
    )

    household_id: UUID
    amount_cents: Cents
    reason: Text = Field(min_length=3, description="In words; erased with what names the household.")


class DebtWriteOffAnswer(BaseModel):
    """What was given up."""

    write_off_id: UUID
    household_id: UUID
    amount_cents: int


@router.put(
    "/debt-write-offs/{write_off_id}",
    responses={200: {"model": DebtWriteOffAnswer}, 201: {"model": DebtWriteOffAnswer}},
)
async def put_debt_write_off(
    write_off_id: UUID, body: DebtWriteOffBody, desk: Desk, actor: Treasurer, response: Response
) -> DebtWriteOffAnswer:
    """Give up what a household owes and will not pay, its account open or closed. Sent again, it is one."""
    asked = DebtWriteOff(write_off_id, body.household_id, body.amount_cents, body.reason.strip())
    response.status_code = 201 if await write_off_debt(desk, asked, author_of(actor)) else 200
    return DebtWriteOffAnswer(write_off_id=write_off_id, household_id=body.household_id, amount_cents=body.amount_cents)
