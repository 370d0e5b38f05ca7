"""Orders that lapsed: still unpaid when their centre was sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.queries.order_pages import OrderPage, page_of
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders
from services.orders.storage.stored_orders import may_see


@dataclass(frozen=True, slots=True)
class LapsedOrder:
    """An order that lapsed: what its household was to pay, and what it lacked then."""

    order_id: UUID
    household_number: str
    centre: str
    total_cents: int
    missing_cents: int


async def lapsed_orders(
    connection: AsyncConnection, cycle: str, centres: frozenset[str] | None, page: OrderPage
) -> Sequence[LapsedOrder]:
    """The lapsed orders of a cycle for these centres (``None``: all), by member number, one more than the page."""
    order, house = household_orders.c, households.c
    missing = func.greatest(0, order.own_cents - order.credit_after_cents)
    found = select(order.id, house.number, order.centre, order.own_cents, missing)
    found = found.join(households, house.id == order.household_id)
    found = found.where(order.cycle == cycle, order.state == "lapsed", may_see(order.centre, centres))
    rows = await connection.execute(page_of(found, page, house.number, order.id))
    return [LapsedOrder(*row) for row in rows]
