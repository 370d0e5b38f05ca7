"""How often what went wrong, by cycle, supplier and kind: for a supplier's record, a cycle's list, and reports.

Another tariff that a supplier invoices counts as an incident of it, once, also where nobody reported one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.incident import IncidentKind
from services.supply.queries.invoiced_otherwise import invoiced_tariffs
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
    query = query.where(kept.cycle.in_(cycles)).group_by(*columns)
    if supplier is not None:
        query = query.where(kept.supplier == supplier)
    counts = Counter({(row[0], row[1], row[2], row[3]): int(row[4]) for row in await connection.execute(query)})
    for one in await invoiced_tariffs(connection, cycles, supplier):
        counts[one.cycle, one.supplier, one.name, IncidentKind.TARIFF.value] += 1
    place = {cycle: number for number, cycle in enumerate(cycles)}
    in_order = sorted(counts, key=lambda key: (place[key[0]], key[1], key[3]))
    return tuple(
        IncidentCount(cycle, code, name, IncidentKind(kind), counts[cycle, code, name, kind])
        for cycle, code, name, kind in in_order
    )
