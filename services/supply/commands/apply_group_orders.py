"""Which group orders take orders and which are sealed, with what."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.demand_tables import group_orders
from services.supply.storage.upsert import arrays, newest, upsert_newer
from shared.contracts.group_orders import GroupOrderOpened, GroupOrderSealed

GroupOrderChange = GroupOrderOpened | GroupOrderSealed

_UPSERT = upsert_newer(group_orders)


async def apply_group_orders(connection: AsyncConnection, events: Sequence[GroupOrderChange]) -> None:
    """Keep the newest state of each group order."""
    rows = [_row(event) for event in newest(events, lambda event: event.group_order_id)]
    await connection.execute(_UPSERT, arrays(group_orders, rows))


def _row(event: GroupOrderChange) -> dict[str, Any]:
    sealed = event if isinstance(event, GroupOrderSealed) else None
    return {
        "group_order_id": event.group_order_id,
        "version": event.version,
        "cycle": event.cycle,
        "centre": event.centre,
        "state": "sealed" if sealed else "open",
        "orders": sealed and sealed.orders,
        "held": sealed and sealed.held,
        "digest": sealed and sealed.digest,
    }
