"""Says again what supply has said of a cycle, and of stock: after a broker lost its data, or orders its database.

From the stored state, never from the outbox: the same versions under new event ids, so that whoever
knows them already changes nothing.
"""

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.publish_settlement import publish_settlement
from services.supply.queries.handed_over_events import every_hand_over
from services.supply.queries.published_cycle import cycle_archived, everything_published
from services.supply.queries.stock_adjusted import stock_adjusted
from services.supply.storage.cycle_rows import lock_cycle_of_any_state
from services.supply.storage.settlement_rows import last_run
from shared.database import transaction
from shared.messaging import outbox


async def republish(engine: AsyncEngine, cycle: str) -> int:
    """Publish a cycle's stored state again, and with it the stock's; how many events that is, none of a draft.

    Raises:
        Refused: ``cycle_unknown``.
    """
    async with transaction(engine) as connection:
        await lock_cycle_of_any_state(connection, cycle)
        events = [*await everything_published(connection, cycle), *await stock_adjusted(connection)]
        await outbox.append(connection, events)
        run = await last_run(connection, cycle)
        settled = (await publish_settlement(connection, run)).events if run is not None else 0
        handed_over = await _say_hand_overs(connection, cycle)
        archived = await outbox.append(connection, await cycle_archived(connection, cycle))
        return len(events) + settled + handed_over + len(archived)


async def _say_hand_overs(connection: AsyncConnection, cycle: str) -> int:
    said = 0
    async for events in every_hand_over(connection, cycle):
        said += len(await outbox.append(connection, events))
    return said
