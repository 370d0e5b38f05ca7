"""How often what went wrong with purchase orders, in the settled cycles of a report."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.incident import IncidentKind
from services.supply.queries.report_facts import Scope, settled
from services.supply.storage.catalogue_tables import suppliers
from services.supply.storage.incident_tables import incidents


@dataclass(frozen=True, slots=True)
class SupplierIncidents:
    """Of one kind, of one supplier, in one cycle."""

    cycle: str
    supplier: str
    name: str
    kind: IncidentKind
    incidents: int


async def incident_counts(connection: AsyncConnection, scope: Scope) -> tuple[SupplierIncidents, ...]:
    """By distribution day, supplier and kind; what did not happen is absent. They rest on no household's shopping."""
    of, kept, supplier = settled(scope), incidents.c, suppliers.c
    query = (
        select(of.c.cycle, kept.supplier, supplier.name, kept.kind, func.count())
        .join(incidents, kept.cycle == of.c.cycle)
        .join(suppliers, supplier.supplier == kept.supplier)
        .where(of.c.wanted)
        .group_by(of.c.day, of.c.cycle, kept.supplier, supplier.name, kept.kind)
        .order_by(of.c.day, of.c.cycle, kept.supplier, kept.kind)
    )
    return tuple(
        SupplierIncidents(cycle, code, name, IncidentKind(kind), count)
        for cycle, code, name, kind, count in await connection.execute(query)
    )
