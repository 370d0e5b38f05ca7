"""How often what went wrong, by cycle, supplier and kind: for a supplier's record, a cycle's list, and reports."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.incident import IncidentKind
from services.supply.storage.incident_tables import incidents


@dataclass(frozen=True, slots=True)
class IncidentCount:
    """How many incidents of a kind the orders of a supplier had in a cycle: one at least."""

    cycle: str
    supplier: str
    kind: IncidentKind
    incidents: int


async def incident_counts(
    connection: AsyncConnection, cycles: Collection[str], supplier: str | None = None
) -> list[IncidentCount]:
    """Of these cycles, by cycle, supplier and kind; of one supplier only where it is named."""
    kept = incidents.c
    columns = (kept.cycle, kept.supplier, kept.kind)
    query = select(*columns, func.count()).where(kept.cycle.in_(cycles)).group_by(*columns)
    if supplier is not None:
        query = query.where(kept.supplier == supplier)
    found = [IncidentCount(row[0], row[1], IncidentKind(row[2]), row[3]) for row in await connection.execute(query)]
    return sorted(found, key=lambda one: (one.cycle, one.supplier, one.kind))
