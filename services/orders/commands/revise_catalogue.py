"""Keep a cycle's catalogue as supply last said it: the whole of it travels with each event."""

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.arrays import as_arrays
from services.orders.storage.cycle_tables import catalogue_entries, cycles
from services.orders.storage.versions import newest, typed, upsert_newer
from shared.contracts.cycles import CatalogueEntry, CatalogueRevised, CycleOpened

_COLUMNS = (cycles.c.code, cycles.c.catalogue_version, cycles.c.catalogue_etag)
_UPSERT = upsert_newer(_COLUMNS, cycles.c.catalogue_version).returning(cycles.c.code)


async def revise_catalogue(connection: AsyncConnection, events: Sequence[CatalogueRevised]) -> None:
    """Apply ``CatalogueRevised``; a cycle not yet opened here keeps it until ``CycleOpened`` comes."""
    for event in newest(events, lambda event: event.cycle):
        await store_catalogue(connection, event)


async def store_catalogue(connection: AsyncConnection, event: CycleOpened | CatalogueRevised) -> None:
    """Replace the cycle's catalogue if this event's is newer than what is stored."""
    row = (event.cycle, event.version, _etag(event.catalogue))
    if not (await connection.execute(_UPSERT, as_arrays("new", typed(_COLUMNS), [row]))).all():
        return
    await connection.execute(delete(catalogue_entries).where(catalogue_entries.c.cycle == event.cycle))
    if event.catalogue:
        values = [{"cycle": event.cycle, **_columns(entry)} for entry in event.catalogue]
        await connection.execute(insert(catalogue_entries), values)


def _columns(entry: CatalogueEntry) -> dict[str, object]:
    columns = entry.model_dump(mode="json")
    columns["ceiling_price_cents"] = columns.pop("ceiling_price")
    return columns


def _etag(catalogue: list[CatalogueEntry]) -> str:
    return sha256("\n".join(entry.model_dump_json() for entry in catalogue).encode()).hexdigest()[:32]
