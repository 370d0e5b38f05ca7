"""Serve a late order from surplus: what is left over is supply's to know, and no event says it yet."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.entry import OrderState
from services.orders.storage.order_tables import household_orders
from shared.kernel.refusal import Refused


async def serve_late_order(engine: AsyncEngine, order_id: UUID) -> None:
    """Refuse, whatever the order: goods must not be promised that may not be there.

    Raises:
        Refused: ``not_found``, ``order_not_late`` or ``surplus_not_ready``.
    """
    table = household_orders.c
    async with engine.connect() as connection:
        order = (await connection.execute(select(table.cycle, table.state).where(table.id == order_id))).one_or_none()
    if order is None:
        raise Refused("not_found")
    if order.state != OrderState.LATE:
        raise Refused("order_not_late", state=order.state)
    raise Refused("surplus_not_ready", cycle=order.cycle)
