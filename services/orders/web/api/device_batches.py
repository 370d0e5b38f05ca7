"""What a device collected while it was offline, sent at once."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.apply_device_batch import Outcome, RefusedItem, apply_device_batch
from services.orders.commands.place_order import OrderRequest, Placed
from services.orders.commands.record_payment import PaymentRequest
from services.orders.web.api.desk import AtTable, Desk, seen_by
from services.orders.web.api.fields import Body
from services.orders.web.api.order_bodies import (
    EXAMPLE_ORDER,
    EXAMPLE_PAYMENT,
    OrderAnswer,
    OrderBody,
    PaymentAnswer,
    PaymentBody,
)
from shared.web.problems import document
from shared.web.translation import Reader, Translator

router = APIRouter(prefix="/v1/device-batches", tags=["orders"])

_ORDER_ID, _PAYMENT_ID = "0197f0a0-0000-7000-8000-0000000000bb", "0197f0a0-0000-7000-8000-0000000000cc"
_EXAMPLE_PAID = [payment | {"amount_cents": 363} for payment in EXAMPLE_ORDER["payments"]]
_EXAMPLE: dict[str, Any] = {
    "items": [
        {"kind": "order", "id": _ORDER_ID, "order": EXAMPLE_ORDER | {"payments": _EXAMPLE_PAID}},
        {"kind": "payment", "id": _PAYMENT_ID, "payment": EXAMPLE_PAYMENT},
    ]
}


class OrderItem(Body):
    """An order keyed offline."""

    kind: Literal["order"]
    id: UUID
    order: OrderBody

    def request(self) -> OrderRequest:
        """As the command takes it."""
        return self.order.request(self.id, offline=True)


class PaymentItem(Body):
    """A payment taken offline."""

    kind: Literal["payment"]
    id: UUID
    payment: PaymentBody

    def request(self) -> PaymentRequest:
        """As the command takes it."""
        return self.payment.request(self.id)


class BatchBody(Body):
    """What the device has to say, in the order it happened."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    items: Annotated[
        list[Annotated[OrderItem | PaymentItem, Field(discriminator="kind")]], Field(min_length=1, max_length=500)
    ]


class ItemAnswer(BaseModel):
    """One item's answer: what it would have got alone, or a problem document.

    A refused order's payments are booked as credit all the same: `booked` names them, and those that were booked
    before. `unbooked` names those that are not, because they came without amount, or their household or id is
    another's: someone must look.
    """

    kind: Literal["order", "payment"]
    id: UUID
    status: int
    body: OrderAnswer | PaymentAnswer | dict[str, Any]
    booked: list[UUID]
    unbooked: list[UUID]


class BatchAnswer(BaseModel):
    """The answers, in the order of the items."""

    answers: list[ItemAnswer]


@router.post("")
async def post_batch(batch: BatchBody, request: Request, desk: Desk, actor: AtTable, reader: Reader) -> BatchAnswer:
    """Apply each item alone. Sent again, the answers are the same and nothing is booked twice."""
    outcomes = await apply_device_batch(desk, [item.request() for item in batch.items], seen_by(actor))
    answers = [_answer(item, outcome, request, reader) for item, outcome in zip(batch.items, outcomes, strict=True)]
    return BatchAnswer(answers=answers)


def _answer(item: OrderItem | PaymentItem, outcome: Outcome, request: Request, reader: Translator) -> ItemAnswer:
    if isinstance(outcome, RefusedItem):
        refusal = outcome.refusal
        problem = document(refusal.code, refusal.figures, request.app.state.sentences, reader)
        return ItemAnswer(
            kind=item.kind,
            id=item.id,
            status=problem["status"],
            body=problem,
            booked=list(outcome.booked),
            unbooked=list(outcome.unbooked),
        )
    body = OrderAnswer.of(outcome, reader) if isinstance(outcome, Placed) else PaymentAnswer.of(item.id, outcome)
    return ItemAnswer(
        kind=item.kind, id=item.id, status=201 if outcome.is_new else 200, body=body, booked=[], unbooked=[]
    )
