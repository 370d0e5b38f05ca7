"""Whether goods are being bought for a cycle, and whether its plan still stands."""

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.queries.overrides import check_overrides_kept
from services.supply.queries.proof import check_proved
from services.supply.storage.buying_tables import purchase_orders
from services.supply.storage.demand_tables import cycle_seals, left_out_centres
from services.supply.storage.plan_rows import PlanKey
from services.supply.storage.purchase_order_rows import decided
from shared.kernel.refusal import Refused


async def decided_order(connection: AsyncConnection, cycle: str) -> Row[Any, Any] | None:
    """The number and supplier of the first purchase order approved, or at its supplier: from then on the plan stays."""
    orders = purchase_orders.c
    query = select(orders.number, orders.supplier).where(orders.cycle == cycle, decided())
    return (await connection.execute(query.order_by(orders.number).limit(1))).one_or_none()


async def sealed_version(connection: AsyncConnection, cycle: str) -> int | None:
    """Of the newest CycleSealed; None before the first."""
    version: int | None = await connection.scalar(select(cycle_seals.c.version).where(cycle_seals.c.cycle == cycle))
    return version


async def left_out(connection: AsyncConnection, cycle: str) -> tuple[str, ...]:
    """The centres that the coordinator closes without, by code."""
    chosen = select(left_out_centres.c.centre).where(left_out_centres.c.cycle == cycle)
    return tuple(sorted(await connection.scalars(chosen)))


async def check_plan_stands(connection: AsyncConnection, key: PlanKey) -> None:
    """Do nothing when the plan is being carried out, or what it was made from is proved and still so.

    Raises:
        Refused: ``cycle_not_sealed``, ``centres_not_proved``, or ``plan_outdated``: orders were admitted, or a
            centre was left out or taken back since, or ``overrides_changed``.
    """
    if await decided_order(connection, key.cycle) is not None:
        return
    await check_proved(connection, key.cycle)
    now = await sealed_version(connection, key.cycle), await left_out(connection, key.cycle)
    if now != (key.sealed_version, key.left_out):
        raise Refused("plan_outdated", cycle=key.cycle)
    await check_overrides_kept(connection, key)
