"""Recurring orders: what a household wants in every cycle, kept, changed and given up at the order table."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import ConfigDict, Field

from services.orders.commands.keep_recurring_order import RecurringAsked, keep_recurring_order
from services.orders.domain.pricing import AskedLine
from services.orders.queries.recurring_orders import (
    RecurringOrder,
    RecurringOrdersWanted,
    recurring_order_of,
    recurring_orders_of,
)
from services.orders.web.api.desk import AtTable, Desk, author_of
from services.orders.web.api.fields import Body, Code
from services.orders.web.api.order_bodies import LineBody
from services.orders.web.api.order_pages import OrderPaging
from shared.web.paging import Page

router = APIRouter(prefix="/v1", tags=["households"])

_EXAMPLE: dict[str, Any] = {
    "cycle": "2026-12",
    "replaces": None,
    "lines": [{"product": "FAR-T65", "quantity": 2500}, {"product": "SAV-MAR", "quantity": 2}],
}


class RecurringOrderBody(Body):
    """What is wanted every time, as it stands in a cycle's catalogue."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    cycle: Code
    replaces: Annotated[
        UUID | None, Field(description="The one that was known until now, given up or not; null: none ever was.")
    ] = None
    lines: Annotated[list[LineBody], Field(max_length=1000, description="None: it is given up.")]


@router.put(
    "/households/{household_id}/recurring-orders/{recurring_order_id}",
    responses={200: {"model": RecurringOrder}, 201: {"model": RecurringOrder}},
)
async def put_recurring_order(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    household_id: UUID,
    recurring_order_id: UUID,
    body: RecurringOrderBody,
    desk: Desk,
    actor: AtTable,
    response: Response,
) -> RecurringOrder:
    """Keep what a household wants every time, or give it up. It orders nothing; sent again, it is the same."""
    lines = tuple(AskedLine(line.product, line.quantity) for line in body.lines)
    asked = RecurringAsked(recurring_order_id, household_id, body.replaces, body.cycle, lines)
    is_new = await keep_recurring_order(desk, asked, author_of(actor))
    response.status_code = 201 if is_new else 200
    return await recurring_order_of(desk.engine, household_id)


@router.get("/centres/{centre}/recurring-orders")
async def get_recurring_orders(
    centre: Annotated[Code, Path()],
    desk: Desk,
    actor: AtTable,
    page: OrderPaging,
    household: Annotated[UUID | None, Query()] = None,
) -> Page[RecurringOrder]:
    """The recurring orders of a centre's households, by household; each product as it was sold when it was kept.

    One that was given up has no lines: the next one replaces it.
    """
    actor.check_centre(centre)
    found = await recurring_orders_of(desk.engine, RecurringOrdersWanted(centre, household, page.after, page.limit))
    return Page[RecurringOrder].of(found, page.limit, lambda order: str(order.household_id))
