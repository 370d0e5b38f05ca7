"""What a device at the order table holds to work without a network: member numbers, and what was ordered last."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from services.orders.commands.reserve_numbers import BlockAsked, reserve_numbers
from services.orders.queries.last_orders import LastOrder, LastOrdersWanted, last_orders
from services.orders.web.api.desk import AtTable, Desk, author_of
from services.orders.web.api.fields import Body, Code, WholeNumber
from services.orders.web.api.order_pages import OrderPaging
from shared.web.paging import Page

router = APIRouter(prefix="/v1/centres", tags=["households"])

Centre = Annotated[Code, Path()]


class NumberBlockBody(Body):
    """A block of member numbers, under an id that the device made."""

    id: UUID = Field(examples=["0197f0a0-0000-7000-8000-0000000000b1"])
    size: Annotated[WholeNumber, Field(ge=1, le=100, description="How many numbers.")] = 20


class NumberBlockAnswer(BaseModel):
    """The numbers that this device may give; nobody else is given them."""

    id: UUID
    centre: str
    numbers: list[str]


@router.post(
    "/{centre}/number-blocks",
    responses={200: {"model": NumberBlockAnswer}, 201: {"model": NumberBlockAnswer}},
)
async def post_number_block(
    centre: Centre, body: NumberBlockBody, desk: Desk, actor: AtTable, response: Response
) -> NumberBlockAnswer:
    """Have member numbers to give without a network. Sent again, the numbers are the same."""
    actor.check_centre(centre)
    numbers, is_new = await reserve_numbers(desk, BlockAsked(body.id, centre, body.size), author_of(actor))
    response.status_code = 201 if is_new else 200
    return NumberBlockAnswer(id=body.id, centre=centre, numbers=numbers)


@router.get("/{centre}/last-orders")
async def get_last_orders(
    centre: Centre, desk: Desk, actor: AtTable, page: OrderPaging, household: Annotated[UUID | None, Query()] = None
) -> Page[LastOrder]:
    """Each household's last order at this centre, by household, with its lines."""
    actor.check_centre(centre)
    found = await last_orders(desk.engine, LastOrdersWanted(centre, household, page.after, page.limit))
    return Page[LastOrder].of(found, page.limit, lambda order: str(order.household_id))
