"""The centres of the network, as orders registers and changes them."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.demand_tables import centres
from services.supply.storage.upsert import arrays, newest, upsert_newer
from shared.contracts.centres import CentreEvent

_UPSERT = upsert_newer(centres)


async def apply_centres(connection: AsyncConnection, events: Sequence[CentreEvent]) -> None:
    """Keep the newest state of each centre."""
    rows = [
        {
            "centre": event.centre,
            "version": event.version,
            "name": event.name,
            "active": event.active,
            "place": event.place,
        }
        for event in newest(events, lambda event: event.centre)
    ]
    await connection.execute(_UPSERT, arrays(centres, rows))
