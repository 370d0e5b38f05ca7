"""The late tray and its ways out: admitted (bought with the others, or served from what is left), or refunded."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.orders.commands.admit_late_order import admit_late_order
from services.orders.commands.refund_late_order import refund_late_order
from services.orders.domain.entry import OrderState
from services.orders.queries.late_orders import LateOrder, late_orders
from services.orders.web.api.cycles import known_cycle
from services.orders.web.api.order_pages import OrderPaging
from services.orders.web.confirmations import OUTCOMES
from services.orders.web.cycle_parts import Coordinator, CyclePath, Parts, Reading, visible
from services.orders.web.reasons import ADMITTED, ADMITTED_AFTER_SEAL
from shared.web.access import require
from shared.web.paging import Page
from shared.web.roles import Actor, Role
from shared.web.translation import Reader

router = APIRouter(prefix="/v1", tags=["late orders"])
MoneyDesk = Annotated[Actor, Depends(require(Role.COORDINATOR, Role.TREASURER))]


class LateOrderLeft(BaseModel):
    """A late order that left the tray, and what that means, in words."""

    order_id: UUID
    state: OrderState
    sentence: str


@router.get("/cycles/{cycle}/late-orders")
async def get_late_orders(cycle: CyclePath, parts: Parts, actor: Reading, page: OrderPaging) -> Page[LateOrder]:
    """Orders that came after their centre was sealed: they hold nothing, their money is the household's credit."""
    async with parts.engine.connect() as connection:
        await known_cycle(connection, cycle)
        found = await late_orders(connection, cycle, visible(actor), page)
    return Page[LateOrder].of(found, page.limit, lambda late: str(late.order_id))


@router.post("/late-orders/{order_id}/admission")
async def post_admission(order_id: UUID, parts: Parts, actor: Coordinator, say: Reader) -> LateOrderLeft:
    """Count it after all, until the cycle is settled: once goods are bought it gets what is left over."""
    admitted = await admit_late_order(parts.engine, order_id, actor.user_id, parts.clock)
    text = ADMITTED_AFTER_SEAL if admitted.after_seal else ADMITTED
    sentence = say(text, total_cents=admitted.total_cents)
    return LateOrderLeft(order_id=order_id, state=OrderState.CONFIRMED, sentence=sentence)


@router.post("/late-orders/{order_id}/refund")
async def post_refund(order_id: UUID, parts: Parts, actor: MoneyDesk, say: Reader) -> LateOrderLeft:
    """Close it: its money stays on the household's account."""
    await refund_late_order(parts.engine, order_id, parts.clock, by=actor.user_id)
    sentence = say(OUTCOMES[OrderState.REFUNDED])
    return LateOrderLeft(order_id=order_id, state=OrderState.REFUNDED, sentence=sentence)
