"""Keep when each centre hands its goods over, and which orders were fetched."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.arrays import as_arrays
from services.orders.storage.cycle_tables import collections, distributions
from services.orders.storage.versions import newest, typed, upsert_newer
from shared.contracts.distributions import DistributionScheduled, HouseholdOrderCollected

_SCHEDULE = typed(distributions.c)
_COLLECTION = typed(collections.c)
_UPSERT_SCHEDULE = upsert_newer(tuple(distributions.c), distributions.c.version)
_UPSERT_COLLECTION = upsert_newer(tuple(collections.c), collections.c.version)


async def schedule_distributions(connection: AsyncConnection, events: Sequence[DistributionScheduled]) -> None:
    """Apply ``DistributionScheduled``, also for a group order not yet opened here."""
    found = newest(events, lambda event: event.group_order_id)
    rows = [(e.group_order_id, e.cycle, e.centre, e.version, e.starts, e.ends, e.place) for e in found]
    await connection.execute(_UPSERT_SCHEDULE, as_arrays("new", _SCHEDULE, rows))


async def record_collections(connection: AsyncConnection, events: Sequence[HouseholdOrderCollected]) -> None:
    """Apply ``HouseholdOrderCollected``."""
    found = newest(events, lambda event: event.order_id)
    rows = [(event.order_id, event.group_order_id, event.version, event.collected_at) for event in found]
    await connection.execute(_UPSERT_COLLECTION, as_arrays("new", _COLLECTION, rows))
