"""Says again what supply has said of a cycle: after a broker lost its data, or orders its database.

From the stored state, never from the outbox: the same versions under new event ids, so that whoever
knows them already changes nothing.
"""

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.queries.published_cycle import everything_published
from services.supply.queries.settled_events import cycle_settled, settled_orders
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.settlement_rows import last_run
from shared.database import transaction
from shared.messaging import outbox


async def republish(engine: AsyncEngine, cycle: str) -> int:
    """Publish a cycle's stored state again; how many events that is, none for a draft.

    Raises:
        Refused: ``cycle_unknown``.
    """
    async with transaction(engine) as connection:
        await lock_cycle(connection, cycle)
        events = await everything_published(connection, cycle)
        await outbox.append(connection, events)
        return len(events) + await _republish_settlement(connection, cycle)


async def _republish_settlement(connection: AsyncConnection, cycle: str) -> int:
    """The last settlement run with every order of it, as it was said."""
    run = await last_run(connection, cycle)
    if run is None:
        return 0
    said = 0
    async for orders in settled_orders(connection, run):
        await outbox.append(connection, orders)
        said += len(orders)
    await outbox.append(connection, [await cycle_settled(connection, run)])
    return said + 1
