"""A centre's till: which orders wait for money, and what each lacks."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.entry import OrderState
from services.orders.queries.order_pages import OrderPage, page_of
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders


@dataclass(frozen=True, slots=True)
class WaitingAtTill:
    """An order that waits for payment: what its household is to pay, and what it lacks."""

    order_id: UUID
    cycle: str
    household_id: UUID
    household_number: str
    label: str
    total_cents: int
    missing_cents: int


async def waiting_at_till(engine: AsyncEngine, centre: str, cycle: str | None, page: OrderPage) -> list[WaitingAtTill]:
    """The centre's waiting orders, those that waited longest first, one more than the page."""
    order, house = household_orders.c, households.c
    missing = func.greatest(0, order.own_cents - house.credit_cents)
    columns = (order.id, order.cycle, house.id, house.number, house.label, order.own_cents, missing)
    found = select(*columns).join(households, house.id == order.household_id)
    found = found.where(order.centre == centre, order.state == OrderState.WAITING)
    if cycle is not None:
        found = found.where(order.cycle == cycle)
    async with engine.connect() as connection:
        rows = await connection.execute(page_of(found, page, order.placed_at, order.id))
        return [WaitingAtTill(*row) for row in rows]
