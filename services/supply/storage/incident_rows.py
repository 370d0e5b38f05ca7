"""An incident as rows."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.audit import Audited, AuditKind
from services.supply.domain.incident import HouseholdPart
from services.supply.storage.audit_rows import note
from services.supply.storage.incident_tables import incident_households, incidents


async def stored_incident(connection: AsyncConnection, incident_id: UUID) -> RowMapping | None:
    """The incident of that id."""
    query = select(incidents).where(incidents.c.incident_id == incident_id)
    return (await connection.execute(query)).mappings().one_or_none()


async def insert_incident(connection: AsyncConnection, row: dict[str, Any], parts: Sequence[HouseholdPart]) -> None:
    """Store an incident with what each household can be told."""
    await connection.execute(insert(incidents).values(row))
    told = [
        {
            "incident_id": row["incident_id"],
            "order_id": part.order_id,
            "product": part.product,
            "ordered": part.ordered,
            "expected": part.expected,
        }
        for part in parts
    ]
    if told:
        await connection.execute(insert(incident_households), told)
    after = {"incident": row["kind"], "plan": row["plan"]}
    await note(connection, Audited(AuditKind.INCIDENT_REPORTED, str(row["number"]), row["reported_by"], None, after))
