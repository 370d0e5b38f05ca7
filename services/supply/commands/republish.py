"""Says again what supply has said of a cycle: after a broker lost its data, or orders its database.

From the stored state, never from the outbox: the same versions under new event ids, so that whoever
knows them already changes nothing.
"""

from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.queries.published_cycle import everything_published
from services.supply.storage.cycle_rows import lock_cycle
from shared.database import transaction
from shared.messaging import outbox


async def republish(engine: AsyncEngine, cycle: str) -> int:
    """Publish a cycle's stored state again; how many events that is, none for a draft.

    Raises:
        Refused: ``cycle_unknown``.
    """
    async with transaction(engine) as connection:
        await lock_cycle(connection, cycle)
        return len(await outbox.append(connection, await everything_published(connection, cycle)))
