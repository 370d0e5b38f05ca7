"""Says what became of every order in a settlement run, then the totals that prove them complete."""

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.queries.settled_events import cycle_settled, settled_orders
from shared.messaging import outbox


async def publish_settlement(connection: AsyncConnection, run: RowMapping) -> int:
    """Append a stored run whole, in the caller's transaction; how many events that is."""
    said = 0
    async for orders in settled_orders(connection, run):
        await outbox.append(connection, orders)
        said += len(orders)
    await outbox.append(connection, [await cycle_settled(connection, run)])
    return said + 1
