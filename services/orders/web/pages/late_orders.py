"""The late tray in words: orders that came too late or could not be taken, why, and the two ways out."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.orders.queries.late_orders import late_orders
from services.orders.queries.order_pages import OrderPage
from services.orders.web.api.cycles import known_cycle
from services.orders.web.confirmations import LATE_REASONS
from services.orders.web.cycle_parts import Coordinator, CyclePath, Parts, visible
from shared.web.dead_letter_routes import PutAsideHere
from shared.web.pages import page
from shared.web.paging import Page

SHOWN = 100

router = APIRouter(prefix="/late-orders", include_in_schema=False)


@router.get("/{cycle}")
async def show_late_orders(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    cycle: CyclePath,
    request: Request,
    parts: Parts,
    actor: Coordinator,
    put_aside: PutAsideHere,
    after: UUID | None = None,
) -> HTMLResponse:
    """Each late order with its goods and its money: admit it after all, or leave the money to its household."""
    async with parts.engine.connect() as connection:
        known = await known_cycle(connection, cycle)
        found = await late_orders(connection, cycle, visible(actor), OrderPage(after, SHOWN))
    orders = Page[Any].of(found, SHOWN, lambda late: str(late.order_id))
    shown = {"orders": orders, "first": after is None, "reasons": LATE_REASONS}
    return page(request, "late_orders.html", cycle=known, put_aside=put_aside, **shown)
