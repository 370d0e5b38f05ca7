"""Seal one centre's group order: the volunteer says that the table is closed."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.commands.sealing import lock_cycle, seal
from services.orders.storage.cycle_tables import group_orders
from shared.database import retry
from shared.kernel.clock import Clock
from shared.kernel.refusal import Refused


async def seal_group_order(engine: AsyncEngine, group_order_id: UUID, clock: Clock) -> None:
    """Seal it, and its cycle if it was the last; sealed already, nothing changes.

    Raises:
        Refused: ``not_found``: there is no such group order.
    """

    async def work(connection: AsyncConnection) -> None:
        cycle = await connection.scalar(select(group_orders.c.cycle).where(group_orders.c.id == group_order_id))
        if cycle is None:
            raise Refused("not_found")
        await lock_cycle(connection, cycle)
        await seal(connection, cycle, clock(), only=group_order_id)

    await retry(engine, work)
