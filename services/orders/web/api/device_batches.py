"""What a device collected while it was offline, sent at once."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.apply_device_batch import Outcome, RefusedItem, apply_device_batch
from services.orders.commands.order_desk import OrderDesk
from services.orders.commands.place_order import Placed
from services.orders.domain.membership import Needed
from services.orders.web.api.batch_items import Kind, OrderItem, SentItem, UnreadItem
from services.orders.web.api.desk import AtTable, Desk, author_of
from services.orders.web.api.fields import Body
from services.orders.web.api.order_bodies import EXAMPLE_ORDER, EXAMPLE_PAYMENT, OrderAnswer, PaymentAnswer
from shared.kernel.refusal import Refused
from shared.web.problems import document
from shared.web.translation import Reader, Translator
from shared.web.validation import figures_of

router = APIRouter(prefix="/v1/device-batches", tags=["orders"])

_ORDER_ID, _PAYMENT_ID = "0197f0a0-0000-7000-8000-0000000000bb", "0197f0a0-0000-7000-8000-0000000000cc"
_EXAMPLE_PAID = [payment | {"amount_cents": 363} for payment in EXAMPLE_ORDER["payments"]]
_EXAMPLE: dict[str, Any] = {
    "items": [
        {"kind": "order", "id": _ORDER_ID, "order": EXAMPLE_ORDER | {"payments": _EXAMPLE_PAID}},
        {"kind": "payment", "id": _PAYMENT_ID, "payment": EXAMPLE_PAYMENT},
    ]
}


class BatchBody(Body):
    """What the device has to say, in the order it happened."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    items: Annotated[list[SentItem], Field(min_length=1, max_length=500)]


class ItemAnswer(BaseModel):
    """One item's answer: what it would have got alone, or a problem document.

    A refused order's payments are booked as credit all the same: `booked` names them, and those that were booked
    before. `unbooked` names those that are not, because they came without amount or can't be read, or their
    household or id is another's: someone must look. `kind` and `id` are null where the item can't be read so far.
    `fee_due` is of an order that was taken of a household whose yearly fee is due: `refuse` says that the network
    would not have taken it, had its money not been in the box already.
    """

    kind: Kind | None
    id: UUID | None
    status: int
    body: OrderAnswer | PaymentAnswer | dict[str, Any]
    booked: list[UUID]
    unbooked: list[UUID]
    fee_due: Needed = Needed.NO


class BatchAnswer(BaseModel):
    """The answers, in the order of the items."""

    answers: list[ItemAnswer]


@router.post("")
async def post_batch(batch: BatchBody, request: Request, desk: Desk, actor: AtTable, reader: Reader) -> BatchAnswer:
    """Apply each item alone. Sent again, the answers are the same and nothing is booked twice."""
    requests, waited = [item.request() for item in batch.items], [item.waited for item in batch.items]
    outcomes = await apply_device_batch(desk, requests, waited, author_of(actor))
    items = zip(batch.items, outcomes, strict=True)
    return BatchAnswer(answers=[_answer(place, *item, request, desk, reader) for place, item in enumerate(items)])


def _answer(  # noqa: PLR0913, PLR0917 - the item, what became of it, and who reads that
    place: int, item: SentItem, outcome: Outcome, request: Request, desk: OrderDesk, reader: Translator
) -> ItemAnswer:
    if isinstance(outcome, RefusedItem):
        problem = _problem(place, item, outcome.refusal, request, reader)
        booked, unbooked = list(outcome.booked), list(outcome.unbooked)
        return ItemAnswer(
            kind=item.kind, id=item.id, status=problem["status"], body=problem, booked=booked, unbooked=unbooked
        )
    status = 201 if outcome.is_new else 200
    if not isinstance(outcome, Placed):
        body = PaymentAnswer.of(outcome, desk.today(), reader)
        return ItemAnswer(kind=item.kind, id=item.id, status=status, body=body, booked=[], unbooked=[])
    fee_due = outcome.order.fee_due(desk.today())
    told_cents = item.order.told_cents if isinstance(item, OrderItem) else None
    answer = OrderAnswer.placed(outcome, told_cents, fee_due, reader)
    return ItemAnswer(kind=item.kind, id=item.id, status=status, body=answer, booked=[], unbooked=[], fee_due=fee_due)


def _problem(place: int, item: SentItem, refusal: Refused, request: Request, reader: Translator) -> dict[str, Any]:
    figures = refusal.figures
    if isinstance(item, UnreadItem):
        errors = [{**error, "loc": ("body", "items", place, *error["loc"])} for error in item.errors]
        figures = figures_of(errors, reader)
    return document(refusal.code, figures, request.app.state.sentences, reader)
