"""Payments that come apart from an order."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.orders.commands.record_payment import record_payment
from services.orders.web.api.desk import AtTable, Desk, seen_by
from services.orders.web.api.order_bodies import PaymentAnswer, PaymentBody

router = APIRouter(prefix="/v1/payments", tags=["payments"])


@router.put("/{payment_id}", responses={200: {"model": PaymentAnswer}, 201: {"model": PaymentAnswer}})
async def put_payment(
    payment_id: UUID, body: PaymentBody, desk: Desk, actor: AtTable, response: Response
) -> PaymentAnswer:
    """Book a payment, then confirm those of its orders that it covers. Sent again, it is booked once."""
    recorded = await record_payment(desk, body.request(payment_id), seen_by(actor))
    response.status_code = 201 if recorded.is_new else 200
    return PaymentAnswer.of(recorded)
