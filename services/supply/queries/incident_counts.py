"""How often what went wrong, by cycle, supplier and kind: for a supplier's record, a cycle's list, and reports."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.incident import IncidentKind
from services.supply.storage.catalogue_tables import suppliers
from services.supply.storage.incident_tables import incidents


@dataclass(frozen=True, slots=True)
class IncidentCount:
    """How many incidents of a kind the orders of a supplier had in a cycle: one at least."""

    cycle: str
    supplier: str
    name: str
    kind: IncidentKind
    incidents: int


async def incident_counts(
    connection: AsyncConnection, cycles: Sequence[str], supplier: str | None = None
) -> tuple[IncidentCount, ...]:
    """Of these cycles in their order, by supplier and kind; of one supplier only where it is named."""
    kept = incidents.c
    columns = (kept.cycle, kept.supplier, suppliers.c.name, kept.kind)
    query = select(*columns, func.count()).join(suppliers, suppliers.c.supplier == kept.supplier)
    query = query.where(kept.cycle.in_(cycles)).group_by(*columns).order_by(kept.supplier, kept.kind)
    if supplier is not None:
        query = query.where(kept.supplier == supplier)
    rows = await connection.execute(query)
    found = [IncidentCount(cycle, code, name, IncidentKind(kind), count) for cycle, code, name, kind, count in rows]
    place = {cycle: number for number, cycle in enumerate(cycles)}
    return tuple(sorted(found, key=lambda one: place[one.cycle]))
