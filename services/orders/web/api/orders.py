"""Household orders: placed and amended by PUT, cancelled, read."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Response
from pydantic import Field

from services.orders.commands.cancel_order import cancel_order
from services.orders.commands.place_order import place_order
from services.orders.queries.orders import find_order
from services.orders.web.api.desk import AtTable, Desk, author_of, seen_by
from services.orders.web.api.fields import Body as BodyModel
from services.orders.web.api.fields import Version
from services.orders.web.api.order_bodies import LineAnswer, OrderAnswer, OrderBody, OrderWithLines
from shared.kernel.refusal import Refused
from shared.web.translation import Reader

router = APIRouter(prefix="/v1/orders", tags=["orders"])


class CancellationBody(BodyModel):
    """Which version is cancelled; absent: whatever it is now."""

    version: Version | None = Field(default=None, examples=[1_796_119_200_000_000])


@router.put("/{order_id}", responses={200: {"model": OrderAnswer}, 201: {"model": OrderAnswer}})
async def put_order(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    order_id: UUID, body: OrderBody, desk: Desk, actor: AtTable, reader: Reader, response: Response
) -> OrderAnswer:
    """Place an order or amend it, with the money that comes along. Sent again, the answer is the same.

    Enough money, with the household's credit: `confirmed`. Less: `waiting`, what was paid is credit.
    For a centre that is sealed, with money: `late`. An amendment that the money does not cover is refused.
    """
    placed = await place_order(desk, body.request(order_id), author_of(actor))
    response.status_code = 201 if placed.is_new else 200
    return OrderAnswer.placed(placed, body.told_cents, placed.order.fee_due(desk.today()), reader)


@router.post("/{order_id}/cancellation")
async def cancel(
    order_id: UUID,
    desk: Desk,
    actor: AtTable,
    reader: Reader,
    body: Annotated[CancellationBody | None, Body()] = None,
) -> OrderAnswer:
    """Cancel an order while its centre is open; what it held is the household's credit again."""
    placed = await cancel_order(desk, order_id, body.version if body else None, author_of(actor))
    return OrderAnswer.of(order_id, placed.order, reader)


@router.get("/{order_id}")
async def get_order(order_id: UUID, desk: Desk, actor: AtTable, reader: Reader) -> OrderWithLines:
    """One order with its lines."""
    found = await find_order(desk.engine, order_id, seen_by(actor))
    if found is None:
        raise Refused("order_unknown")
    return OrderWithLines(
        cycle=found.cycle,
        household_id=found.household_id,
        order=OrderAnswer.of(order_id, found.order, reader),
        lines=[LineAnswer(**asdict(line)) for line in found.lines],
        charged_cents=found.charged_cents,
    )
