"""The late tray: orders that came after their centre was sealed, with their household's money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.queries.order_pages import OrderPage, page_of
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders
from services.orders.storage.stored_orders import may_see


@dataclass(frozen=True, slots=True)
class LateOrder:
    """A late order: what it would hold of its household's money, what that has, what it lacks."""

    order_id: UUID
    household_number: str
    centre: str
    total_cents: int
    credit_cents: int
    missing_cents: int
    placed_at: datetime


async def late_orders(
    connection: AsyncConnection, cycle: str, centres: frozenset[str] | None, page: OrderPage
) -> Sequence[LateOrder]:
    """The late tray of a cycle for these centres (``None``: all), in the order of arrival, one more than the page."""
    order, house = household_orders.c, households.c
    missing = func.greatest(0, order.own_cents - house.credit_cents)
    columns = (order.id, house.number, order.centre, order.own_cents, house.credit_cents, missing, order.placed_at)
    found = select(*columns).join(households, house.id == order.household_id)
    found = found.where(order.cycle == cycle, order.state == "late", may_see(order.centre, centres))
    rows = await connection.execute(page_of(found, page, order.placed_at, order.id))
    return [LateOrder(*row) for row in rows]
