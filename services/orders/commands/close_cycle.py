"""Close a cycle because the coordinator said so: what its centres have not sealed is sealed now."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.sealing import lock_cycle, seal
from services.orders.storage.arrays import as_arrays
from services.orders.storage.cycle_tables import cycles
from services.orders.storage.versions import newest, typed, upsert_newer
from shared.contracts.cycles import CycleClosing
from shared.kernel.clock import Clock

_COLUMNS = (cycles.c.code, cycles.c.closing_version)
_UPSERT = upsert_newer(_COLUMNS, cycles.c.closing_version)


async def close_cycle(clock: Clock, connection: AsyncConnection, events: Sequence[CycleClosing]) -> None:
    """Apply ``CycleClosing``; a cycle not yet opened here is sealed when ``CycleOpened`` comes."""
    for event in newest(events, lambda event: event.cycle):
        await connection.execute(_UPSERT, as_arrays("new", typed(_COLUMNS), [(event.cycle, event.version)]))
        marks = await lock_cycle(connection, event.cycle)
        if marks is not None and marks.opened_version is not None:
            await seal(connection, event.cycle, clock())
