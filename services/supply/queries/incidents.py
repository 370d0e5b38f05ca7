"""Incidents as they were kept, whom they touch, and a supplier's record."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.incident import HouseholdPart, IncidentKind
from services.supply.storage.demand_tables import household_orders
from services.supply.storage.incident_tables import incident_households, incidents
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident with its consequences as they were carried out."""

    incident_id: UUID
    number: int
    cycle: str
    supplier: str
    kind: IncidentKind
    reason: str
    consequences: dict[str, Any]
    plan: int | None
    reported_by: UUID
    reported_at: datetime


_COLUMNS = tuple(incidents.c[name] for name in Incident.__slots__)


async def incident(connection: AsyncConnection, number: int, incident_id: UUID) -> Incident:
    """One incident of a purchase order.

    Raises:
        Refused: ``incident_unknown``.
    """
    kept = incidents.c
    query = select(*_COLUMNS).where(kept.number == number, kept.incident_id == incident_id)
    row = (await connection.execute(query)).mappings().one_or_none()
    if row is None:
        raise Refused("incident_unknown", number=number, incident=str(incident_id))
    return _incident(row)


async def incidents_of(connection: AsyncConnection, cycle: str) -> list[Incident]:
    """The incidents of a cycle, the first one first."""
    kept = incidents.c
    query = select(*_COLUMNS).where(kept.cycle == cycle).order_by(kept.reported_at, kept.incident_id)
    return [_incident(row) for row in (await connection.execute(query)).mappings()]


def _incident(row: RowMapping) -> Incident:
    return Incident(**{**row, "kind": IncidentKind(row["kind"])})


async def told_households(
    connection: AsyncConnection, incident_id: UUID, after: str | None, limit: int
) -> list[list[HouseholdPart]]:
    """At most ``limit`` households that an incident touches, by member number, each with its products."""
    touched = _touched(incident_id).where(household_orders.c.household > (after or "")).subquery()
    first = select(touched.c.household).distinct().order_by(touched.c.household).limit(limit)
    query = select(touched).where(touched.c.household.in_(first)).order_by(touched.c.household, touched.c.product)
    found: dict[str, list[HouseholdPart]] = defaultdict(list)
    for row in (await connection.execute(query)).mappings():
        found[row["household"]].append(HouseholdPart(**row))
    return list(found.values())


def _touched(incident_id: UUID) -> Select[Any]:
    told, order = incident_households.c, household_orders.c
    columns = {"order_id": told.order_id, "household": order.household, "centre": order.centre}
    columns |= {name: told[name] for name in ("product", "ordered", "expected")}
    return (
        select(*(columns[name] for name in HouseholdPart.__slots__))
        .join(household_orders, order.order_id == told.order_id)
        .where(told.incident_id == incident_id)
    )
