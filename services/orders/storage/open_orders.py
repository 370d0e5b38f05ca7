"""Whether a household waits for goods."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.entry import LIVE
from services.orders.storage.cycle_tables import cycles
from services.orders.storage.order_tables import household_orders


async def has_open_order(connection: AsyncConnection, household_id: UUID) -> bool:
    """Whether it has a live order in a cycle that is not settled."""
    order = household_orders.c
    running = exists().where(cycles.c.code == order.cycle, cycles.c.settled_run.is_(None))
    live = exists().where(order.household_id == household_id, order.state.in_(LIVE), running)
    return bool(await connection.scalar(select(live)))
