"""The parts that the coordinator decided by hand in a cycle, those taken back too: a run may have counted them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.cycle_tables import cycles
from services.supply.storage.demand_tables import household_orders
from services.supply.storage.settlement_tables import allocation_exceptions
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class AllocationException:
    """What an order gets of a product, in base units, why, who decided it and when.

    ``taken_back_by`` and ``taken_back_at`` say who left it to the policy again, or decided it anew; None: it counts.
    """

    order_id: UUID
    centre: str
    household: str
    product: str
    quantity: int
    reason: str
    decided_by: UUID
    decided_at: datetime
    taken_back_by: UUID | None
    taken_back_at: datetime | None


def counts(cycle: str) -> ColumnElement[bool]:
    """The decisions of a cycle that are in its next settlement run."""
    return (allocation_exceptions.c.cycle == cycle) & allocation_exceptions.c.taken_back_at.is_(None)


async def exceptions_of(connection: AsyncConnection, cycle: str) -> list[AllocationException]:
    """Those of a cycle, by product and order, then as they were decided.

    Raises:
        Refused: ``cycle_unknown``.
    """
    if not await connection.scalar(select(cycles.c.cycle).where(cycles.c.cycle == cycle)):
        raise Refused("cycle_unknown", cycle=cycle)
    decided, order = allocation_exceptions.c, household_orders.c
    told = ("product", "quantity", "reason", "decided_by", "decided_at", "taken_back_by", "taken_back_at")
    query = (
        select(order.order_id, order.centre, order.household, *(decided[name] for name in told))
        .join(household_orders, order.order_id == decided.order_id)
        .where(decided.cycle == cycle)
        .order_by(decided.product, decided.order_id, decided.decision)
    )
    rows = await connection.execute(query)
    return [AllocationException(**row) for row in rows.mappings()]
