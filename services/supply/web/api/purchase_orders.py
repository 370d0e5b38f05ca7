"""Purchase orders: drafted from the plan in force, approved, sent, acknowledged by their supplier."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field

from services.supply.commands.acknowledge_purchase_order import (
    Confirmation,
    SupplierAnswer,
    acknowledge_purchase_order,
)
from services.supply.commands.advance_purchase_order import Approval, approve_purchase_order, send_purchase_order
from services.supply.commands.create_purchase_orders import create_purchase_orders
from services.supply.queries.purchase_orders import purchase_order, purchase_orders_of
from services.supply.queries.snapshot import snapshot
from services.supply.web.fields import BaseQuantity, Body, Code, CodePath, DecimalText, ShortText, put_status
from services.supply.web.parts import Coordinator, Parts, SupplyParts
from services.supply.web.purchase_order_views import AcknowledgementView, PurchaseOrderView
from shared.web.translation import Reader, Translator

router = APIRouter(prefix="/v1", tags=["purchase orders"])

Number = Annotated[int, Path(ge=1, le=2_000_000_000)]


class ApprovalBody(Body):
    """What was looked at."""

    plan: int = Field(
        strict=True, ge=1, le=2_000_000_000, examples=[1], description="The plan that the order carries out, as shown."
    )


class ConfirmationBody(Body):
    """One product that is confirmed otherwise than ordered; null: as ordered."""

    product: Code = Field(examples=["FAR-T65"])
    quantity: BaseQuantity | None = Field(default=None, examples=[100_000])
    price: DecimalText | None = None


class AcknowledgementBody(Body):
    """What the supplier answered; products that are not named are confirmed as ordered."""

    amendment: int = Field(
        default=0, strict=True, ge=0, examples=[0], description="The one it answers; 0: the order as first sent."
    )
    delivery: date = Field(examples=["2026-12-15"])
    reference: ShortText = Field(default="", examples=["AR-2026-118"], description="The supplier's own.")
    lines: list[ConfirmationBody] = Field(default=[], max_length=20_000)


@router.post("/cycles/{cycle}/purchase-orders")
async def post_purchase_orders(
    cycle: CodePath, parts: Parts, say: Reader, actor: Coordinator
) -> list[PurchaseOrderView]:
    """Draft the orders of the plan in force; asked again, the same orders come back."""
    await create_purchase_orders(parts.engine, cycle, actor.user_id)
    return await _shown(parts, cycle, say)


@router.get("/cycles/{cycle}/purchase-orders")
async def get_purchase_orders(
    cycle: CodePath, parts: Parts, say: Reader, _actor: Coordinator
) -> list[PurchaseOrderView]:
    """A cycle's orders by number, cancelled ones too."""
    return await _shown(parts, cycle, say)


@router.post("/purchase-orders/{number}/approval")
async def post_approval(
    number: Number, body: ApprovalBody, parts: Parts, say: Reader, actor: Coordinator
) -> PurchaseOrderView:
    """Approve a draft as it was shown, once every choice of its plan is accepted."""
    asked = Approval(number, body.plan, actor.user_id)
    await approve_purchase_order(parts.engine, asked, parts.clock())
    return await shown_order(parts, number, say)


@router.post("/purchase-orders/{number}/sending")
async def post_sending(number: Number, parts: Parts, say: Reader, actor: Coordinator) -> PurchaseOrderView:
    """Record that an approved order was sent to its supplier."""
    await send_purchase_order(parts.engine, number, actor.user_id, parts.clock())
    return await shown_order(parts, number, say)


@router.get("/purchase-orders/{number}")
async def get_purchase_order(number: Number, parts: Parts, say: Reader, _actor: Coordinator) -> PurchaseOrderView:
    """One order: what was ordered, and what its supplier confirmed of it."""
    return await shown_order(parts, number, say)


@router.put("/purchase-orders/{number}/acknowledgement", responses={201: {"model": PurchaseOrderView}})
async def put_acknowledgement(  # noqa: PLR0913 - FastAPI gives each part of a request its own parameter
    *, number: Number, body: AcknowledgementBody, response: Response, parts: Parts, say: Reader, actor: Coordinator
) -> PurchaseOrderView:
    """Enter what the supplier answered to an order that was sent; a later answer replaces it."""
    lines = tuple(Confirmation(line.product, line.quantity, line.price) for line in body.lines)
    answer = SupplierAnswer(number, body.amendment, body.delivery, body.reference, lines)
    new = await acknowledge_purchase_order(parts.engine, answer, actor.user_id, parts.clock())
    put_status(response, created=new)
    return await shown_order(parts, number, say)


@router.get("/purchase-orders/{number}/acknowledgements")
async def get_acknowledgements(number: Number, parts: Parts, _actor: Coordinator) -> list[AcknowledgementView]:
    """All that the supplier answered, the first answer first; the last one counts."""
    async with snapshot(parts.engine) as connection:
        order = await purchase_order(connection, number)
    return [AcknowledgementView.of(answer, order.delivery) for answer in order.acknowledgements]


async def _shown(parts: SupplyParts, cycle: str, say: Translator) -> list[PurchaseOrderView]:
    async with snapshot(parts.engine) as connection:
        return [PurchaseOrderView.of(order, say) for order in await purchase_orders_of(connection, cycle)]


async def shown_order(parts: SupplyParts, number: int, say: Translator) -> PurchaseOrderView:
    """One order as it is shown."""
    async with snapshot(parts.engine) as connection:
        return PurchaseOrderView.of(await purchase_order(connection, number), say)
