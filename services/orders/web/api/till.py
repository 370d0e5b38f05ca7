"""A centre's till: one volunteer keys orders, another cashes."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from services.orders.queries.till import waiting_at_till
from services.orders.web.api.desk import AtTable, Desk
from services.orders.web.api.fields import Code
from services.orders.web.api.order_pages import OrderPaging
from shared.web.paging import Page

router = APIRouter(prefix="/v1/centres", tags=["payments"])


class WaitingOrderAnswer(BaseModel):
    """An order that waits for payment, and what it still lacks."""

    order_id: UUID
    cycle: str
    household_id: UUID
    household_number: str
    label: str
    total_cents: int
    missing_cents: int


@router.get("/{centre}/till")
async def get_till(
    centre: Annotated[Code, Path()],
    desk: Desk,
    actor: AtTable,
    page: OrderPaging,
    cycle: Annotated[str | None, Query(max_length=64)] = None,
) -> Page[WaitingOrderAnswer]:
    """Which orders wait for money at this centre, those that waited longest first."""
    actor.check_centre(centre)
    found = await waiting_at_till(desk.engine, centre, cycle, page)
    waiting = [WaitingOrderAnswer(**asdict(order)) for order in found]
    return Page[WaitingOrderAnswer].of(waiting, page.limit, lambda order: str(order.order_id))
