"""Whether goods are being bought for a cycle, and whether its plan still stands."""

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.buying_tables import purchase_orders
from services.supply.storage.demand_tables import cycle_seals
from services.supply.storage.plan_rows import PlanKey
from shared.kernel.refusal import Refused


async def decided_order(connection: AsyncConnection, cycle: str) -> Row[Any, Any] | None:
    """The number and supplier of the first purchase order approved or sent: from then on the plan stays."""
    orders = purchase_orders.c
    query = select(orders.number, orders.supplier).where(orders.cycle == cycle, orders.state.in_(["approved", "sent"]))
    return (await connection.execute(query.order_by(orders.number).limit(1))).one_or_none()


async def sealed_version(connection: AsyncConnection, cycle: str) -> int | None:
    """Of the newest CycleSealed; None before the first."""
    version: int | None = await connection.scalar(select(cycle_seals.c.version).where(cycle_seals.c.cycle == cycle))
    return version


async def check_plan_stands(connection: AsyncConnection, key: PlanKey) -> None:
    """Do nothing when the plan is being carried out, or no order was admitted since it was made.

    Raises:
        Refused: ``plan_outdated``.
    """
    newest = await sealed_version(connection, key.cycle)
    if newest != key.sealed_version and await decided_order(connection, key.cycle) is None:
        raise Refused("plan_outdated", cycle=key.cycle)
