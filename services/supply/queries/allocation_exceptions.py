"""The parts that the coordinator decided by hand in a cycle."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.cycle_tables import cycles
from services.supply.storage.settlement_tables import allocation_exceptions
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class AllocationException:
    """What an order gets of a product, in base units, why, who decided it and when."""

    order_id: UUID
    product: str
    quantity: int
    reason: str
    decided_by: UUID
    decided_at: datetime


async def exceptions_of(connection: AsyncConnection, cycle: str) -> list[AllocationException]:
    """Those of a cycle, by product and order.

    Raises:
        Refused: ``cycle_unknown``.
    """
    if not await connection.scalar(select(cycles.c.cycle).where(cycles.c.cycle == cycle)):
        raise Refused("cycle_unknown", cycle=cycle)
    decided = allocation_exceptions.c
    query = select(*(decided[name] for name in AllocationException.__slots__)).where(decided.cycle == cycle)
    rows = await connection.execute(query.order_by(decided.product, decided.order_id))
    return [AllocationException(**row) for row in rows.mappings()]
