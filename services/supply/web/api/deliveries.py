"""What suppliers brought: line by line as it is received, or all in one record where it is not what was ordered."""

from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response, status
from pydantic import BaseModel, ConfigDict, Field

from services.supply.commands.complete_order import complete_order
from services.supply.commands.keep_delivery_photo import Photo, keep_delivery_photo
from services.supply.commands.receive_delivery import Delivery, receive_delivery
from services.supply.commands.record_deliveries import Record, RecordedLine, record_deliveries
from services.supply.commands.withdraw_delivery import Withdrawal, withdraw_delivery
from services.supply.domain.receiving import DeliveryLine, Receipt
from services.supply.queries.deliveries import deliveries_of, delivery, photo_of
from services.supply.queries.receiving import order_receipts
from services.supply.queries.snapshot import snapshot
from services.supply.web.fields import (
    BaseQuantity,
    Body,
    Code,
    CodePath,
    DecimalText,
    Reason,
    ShortText,
    put_status,
)
from services.supply.web.parts import Coordinator, Parts, SupplyParts

router = APIRouter(prefix="/v1", tags=["deliveries"])

Version = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]

_PHOTO: Final = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": {"type": "string", "format": "binary", "examples": ["the bytes of the picture"]}}
            for kind in ("image/jpeg", "image/png", "image/webp")
        },
    }
}


class RecordedLineBody(Body):
    """One product as it came; a null price: invoiced as ordered."""

    supplier: Code = Field(examples=["ALMA"])
    product: Code = Field(examples=["FAR-T65"])
    received: BaseQuantity = Field(examples=[125_000])
    invoiced_price: DecimalText | None = None
    best_before: date | None = Field(default=None, examples=["2027-06-30"])
    lot: Code | None = Field(default=None, examples=["L2641"])
    short_dated_because: Reason | None = Field(
        default=None, description="Why it is taken although it keeps for less than was promised, or bears no date."
    )


class DeliveriesBody(Body):
    """All that came otherwise than ordered; what is not named came as ordered."""

    lines: list[RecordedLineBody] = Field(max_length=20_000)
    received_on: dict[Code, date] = Field(
        default_factory=dict,
        max_length=1_000,
        examples=[{"ALMA": "2026-12-15"}],
        description="By supplier, the day on which its goods came, for its record; one named only here came as "
        "ordered. Left out: the record doesn't say.",
    )
    base_versions: dict[Code, Version] = Field(
        default_factory=dict,
        max_length=1_000,
        examples=[{"ALMA": 1}],
        description="By supplier, the version of its delivery (rest_as_ordered) that was looked at. Needed where an "
        "incident lowered what came: what it wrote is not undone unseen.",
    )


class DeliveryLineBody(Body):
    """So much of a product in one lot; a product that came in several lots has a line for each."""

    product: Code = Field(examples=["FAR-T65"], description="One that was not ordered is received as extra goods.")
    received: BaseQuantity = Field(examples=[100_000], description="In a good state, in grams, millilitres or pieces.")
    lot: Code | None = Field(default=None, examples=["L2641"])
    best_before: date | None = Field(default=None, examples=["2027-06-30"])
    damaged: BaseQuantity = Field(default=0, examples=[25_000], description="Came too, but doesn't count as received.")
    note: ShortText | None = Field(default=None, examples=["a bag torn open"])
    short_dated_because: Reason | None = Field(
        default=None, description="Why it is taken although it keeps for less than was promised, or bears no date."
    )
    photo: UUID | None = Field(
        default=None, description="An id made by the device; the picture follows (PUT …/photos/{photo})."
    )


class DeliveryBody(Body):
    """What a supplier brought at once. To correct it, send it whole again with the version that it corrects."""

    supplier: Code = Field(examples=["ALMA"])
    received_on: date = Field(examples=["2026-12-15"])
    note_number: Code | None = Field(
        default=None, examples=["BL-5121"], description="Of the supplier's delivery note; null: none came with it."
    )
    base_version: Version = Field(default=0, examples=[0], description="0: a new delivery.")
    lines: list[DeliveryLineBody] = Field(min_length=1, max_length=2_000)


class WithdrawalBody(Body):
    """Why a delivery counts no more."""

    base_version: Version = Field(examples=[1])
    reason: Reason = Field(examples=["It was another network's."])


class _View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class DeliveryLineView(_View):
    """So much of a product in one lot."""

    product: str
    received: int
    damaged: int
    lot: str | None
    best_before: date | None
    note: str | None
    short_dated_because: str | None
    photo: UUID | None


class DeliveryView(_View):
    """A delivery in its version in force, with who recorded that version and when."""

    delivery_id: UUID
    cycle: str
    supplier: str
    note_number: str | None
    received_on: date | None = Field(description="Null: the cycle's record doesn't say.")
    rest_as_ordered: bool = Field(description="Said by the cycle's record: what it doesn't name came as ordered.")
    state: str = Field(description="received or withdrawn.")
    version: int
    recorded_by: UUID
    recorded_at: datetime
    lines: list[DeliveryLineView]


class ReceivedProductView(_View):
    """One product, all deliveries added up, in grams, millilitres or pieces."""

    product: str
    ordered: int = Field(description="0: it came though it was not ordered, and goes into stock worth nothing.")
    received: int
    damaged: int
    missing: int = Field(description="Ordered and not here; not received once the order is complete.")
    extra: int = Field(description="Beyond what was ordered.")


class OrderReceiptView(_View):
    """What came of a purchase order."""

    number: int
    supplier: str
    state: Receipt = Field(
        description="as_ordered: nothing was entered, so all counts as ordered; in_part: more may come; complete."
    )
    complete_by: UUID | None = Field(description="Who said that nothing more will come; null: nobody had to yet.")
    complete_at: datetime | None
    products: list[ReceivedProductView]


@router.put("/cycles/{cycle}/deliveries", status_code=status.HTTP_204_NO_CONTENT)
async def put_deliveries(cycle: CodePath, body: DeliveriesBody, parts: Parts, actor: Coordinator) -> None:
    """Replace the cycle's delivery record: the short way, for suppliers whose goods are not received line by line."""
    record = Record(cycle, tuple(_recorded(line) for line in body.lines), body.base_versions, body.received_on)
    await record_deliveries(parts.engine, record, actor.user_id)


@router.get("/cycles/{cycle}/deliveries")
async def get_deliveries(cycle: CodePath, parts: Parts, _actor: Coordinator) -> list[DeliveryView]:
    """What was entered in a cycle, by day; withdrawn deliveries too."""
    async with snapshot(parts.engine) as connection:
        return [DeliveryView.model_validate(found) for found in await deliveries_of(connection, cycle)]


@router.put("/cycles/{cycle}/deliveries/{delivery_id}", responses={201: {"model": DeliveryView}})
async def put_delivery(  # noqa: PLR0913 - what FastAPI hands over
    cycle: CodePath, delivery_id: UUID, body: DeliveryBody, *, response: Response, parts: Parts, actor: Coordinator
) -> DeliveryView:
    """Receive goods line by line, or correct what was entered; sent twice it counts once."""
    lines = tuple(DeliveryLine(**line.model_dump()) for line in body.lines)
    header = body.model_dump(exclude={"lines"})
    delivery = Delivery(delivery_id=delivery_id, cycle=cycle, lines=lines, **header)
    put_status(response, created=await receive_delivery(parts.engine, delivery, actor.user_id))
    return await _shown(parts, cycle, delivery_id)


@router.post("/cycles/{cycle}/deliveries/{delivery_id}/withdrawal")
async def post_withdrawal(
    cycle: CodePath, delivery_id: UUID, body: WithdrawalBody, parts: Parts, actor: Coordinator
) -> DeliveryView:
    """Let a delivery that was entered by mistake count no more; it stays to be read."""
    await withdraw_delivery(parts.engine, Withdrawal(cycle, delivery_id, **body.model_dump()), actor.user_id)
    return await _shown(parts, cycle, delivery_id)


@router.put(
    "/cycles/{cycle}/deliveries/{delivery_id}/photos/{photo}",
    status_code=status.HTTP_204_NO_CONTENT,
    openapi_extra=_PHOTO,
)
async def put_photo(  # noqa: PLR0913 - what FastAPI hands over
    cycle: CodePath, delivery_id: UUID, photo: UUID, request: Request, *, parts: Parts, actor: Coordinator
) -> None:
    """Keep the picture that a line of the delivery names: JPEG, PNG or WebP, at most 5 MB, its bytes as the body."""
    await keep_delivery_photo(parts.engine, Photo(cycle, delivery_id, photo, await request.body()), actor.user_id)


@router.get(
    "/cycles/{cycle}/deliveries/{delivery_id}/photos/{photo}",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}, "image/png": {}, "image/webp": {}}}},
)
async def get_photo(cycle: CodePath, delivery_id: UUID, photo: UUID, parts: Parts, _actor: Coordinator) -> Response:
    """The picture of a line."""
    async with snapshot(parts.engine) as connection:
        found = await photo_of(connection, cycle, delivery_id, photo)
    name = f"{photo}.{found.media_type.removeprefix('image/')}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"}
    return Response(found.content, media_type=found.media_type, headers=headers)


@router.get("/cycles/{cycle}/receiving")
async def get_receiving(cycle: CodePath, parts: Parts, _actor: Coordinator) -> list[OrderReceiptView]:
    """Of each purchase order that was sent, what came, what is missing, what came beyond it."""
    return await _receipts(parts, cycle)


@router.post("/purchase-orders/{number}/complete")
async def post_complete(number: Number, parts: Parts, actor: Coordinator) -> OrderReceiptView:
    """Say that nothing more will come of an order: from now on what is missing was not received."""
    cycle = await complete_order(parts.engine, number, actor.user_id, parts.clock())
    return next(order for order in await _receipts(parts, cycle) if order.number == number)


async def _receipts(parts: SupplyParts, cycle: str) -> list[OrderReceiptView]:
    async with snapshot(parts.engine) as connection:
        return [OrderReceiptView.model_validate(order) for order in await order_receipts(connection, cycle)]


async def _shown(parts: SupplyParts, cycle: str, delivery_id: UUID) -> DeliveryView:
    async with snapshot(parts.engine) as connection:
        return DeliveryView.model_validate(await delivery(connection, cycle, delivery_id))


def _recorded(body: RecordedLineBody) -> RecordedLine:
    line = body.model_dump(exclude={"supplier"})
    return RecordedLine(body.supplier, DeliveryLine(**line))
