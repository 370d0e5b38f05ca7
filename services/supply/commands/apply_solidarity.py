"""What the solidarity fund paid and got in a cycle, as orders tells it for the report."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.solidarity_tables import cycle_solidarity
from services.supply.storage.upsert import newest
from shared.contracts.solidarity import SolidaritySettled


async def apply_solidarity(connection: AsyncConnection, events: Sequence[SolidaritySettled]) -> None:
    """Keep the newest figures of each cycle."""
    table = cycle_solidarity
    for event in newest(events, lambda event: event.cycle):
        heard = insert(table).values(event.model_dump(mode="json"))
        changed = {column.name: heard.excluded[column.name] for column in table.c if not column.primary_key}
        newer = table.c.version < heard.excluded.version
        await connection.execute(heard.on_conflict_do_update(index_elements=["cycle"], set_=changed, where=newer))
