"""What orders says it sealed in a whole cycle: the list that supply must be able to prove."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.demand_tables import cycle_seals, sealed_group_orders
from services.supply.storage.upsert import arrays, insert_rows, newest, upsert_newer
from shared.contracts.seals import CycleSealed

_UPSERT = upsert_newer(cycle_seals)
_INSERT_GROUP_ORDERS = insert_rows(sealed_group_orders)


async def apply_cycle_seals(connection: AsyncConnection, events: Sequence[CycleSealed]) -> None:
    """Keep the newest seal of each cycle; its group orders are replaced only where it took effect."""
    latest = newest(events, lambda event: event.cycle)
    rows = [{"cycle": event.cycle, "version": event.version} for event in latest]
    applied = set((await connection.scalars(_UPSERT, arrays(cycle_seals, rows))).all())
    await connection.execute(delete(sealed_group_orders).where(sealed_group_orders.c.cycle.in_(applied)))
    sealed = [row for event in latest if event.cycle in applied for row in _rows(event)]
    await connection.execute(_INSERT_GROUP_ORDERS, arrays(sealed_group_orders, sealed))


def _rows(event: CycleSealed) -> Iterable[dict[str, Any]]:
    for sealed in event.group_orders:
        yield {"cycle": event.cycle, **sealed.model_dump()}
