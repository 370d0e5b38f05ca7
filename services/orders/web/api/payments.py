"""Payments that come apart from an order; and payments read: who paid, for which orders."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.orders.commands.record_payment import record_payment
from services.orders.queries.households import find_household
from services.orders.queries.payments import PaymentsWanted, PaymentView, find_payment, find_payments
from services.orders.web.api.desk import AtTable, Desk, author_of, seen_by
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
    return PaymentAnswer.of(recorded, reader)


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
