"""The late tray and its three ways out: admitted, refunded, served from surplus."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.orders.commands.admit_late_order import admit_late_order
from services.orders.commands.refund_late_order import refund_late_order
from services.orders.commands.serve_late_order import serve_late_order
from services.orders.domain.entry import OrderState
from services.orders.queries.late_orders import LateOrder, late_orders
from services.orders.web.api.cycles import known_cycle
from services.orders.web.cycle_parts import Coordinator, CyclePath, Parts, Reading, visible
from shared.web.access import require
from shared.web.roles import Actor, Role

router = APIRouter(prefix="/v1", tags=["late orders"])
MoneyDesk = Annotated[Actor, Depends(require(Role.COORDINATOR, Role.TREASURER))]


class LateOrderLeft(BaseModel):
    """A late order that left the tray."""

    order_id: UUID
    state: OrderState


@router.get("/cycles/{cycle}/late-orders")
async def get_late_orders(cycle: CyclePath, parts: Parts, actor: Reading) -> list[LateOrder]:
    """Orders that came after their centre was sealed: they hold nothing, their money is the household's credit."""
    async with parts.engine.connect() as connection:
        await known_cycle(connection, cycle)
        return list(await late_orders(connection, cycle, visible(actor)))


@router.post("/late-orders/{order_id}/admission")
async def post_admission(order_id: UUID, parts: Parts, actor: Coordinator) -> LateOrderLeft:
    """Count it after all, until every centre of the cycle is sealed: its centre is resealed with it."""
    await admit_late_order(parts.engine, order_id, actor.user_id, parts.clock)
    return LateOrderLeft(order_id=order_id, state=OrderState.CONFIRMED)


@router.post("/late-orders/{order_id}/refund")
async def post_refund(order_id: UUID, parts: Parts, _: MoneyDesk) -> LateOrderLeft:
    """Close it: its money stays on the household's account."""
    await refund_late_order(parts.engine, order_id, parts.clock)
    return LateOrderLeft(order_id=order_id, state=OrderState.REFUNDED)


@router.post("/late-orders/{order_id}/service-from-surplus")
async def post_service(order_id: UUID, parts: Parts, _: Coordinator) -> LateOrderLeft:
    """Serve it from what is left over: refused as long as what is left over is not known at this service."""
    await serve_late_order(parts.engine, order_id)
    return LateOrderLeft(order_id=order_id, state=OrderState.SERVED)
