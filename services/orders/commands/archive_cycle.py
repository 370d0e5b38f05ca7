"""Archive a cycle: nothing of it changes any more."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.arrays import as_arrays
from services.orders.storage.cycle_tables import cycles
from services.orders.storage.versions import newest, typed, upsert_newer
from shared.contracts.cycles import CycleArchived

_COLUMNS = (cycles.c.code, cycles.c.archived_version)
_UPSERT = upsert_newer(_COLUMNS, cycles.c.archived_version)


async def archive_cycle(connection: AsyncConnection, events: Sequence[CycleArchived]) -> None:
    """Apply ``CycleArchived``."""
    rows = [(event.cycle, event.version) for event in newest(events, lambda event: event.cycle)]
    await connection.execute(_UPSERT, as_arrays("new", typed(_COLUMNS), rows))
