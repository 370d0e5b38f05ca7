"""A centre's till: which orders wait for money, and what each lacks."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.entry import OrderState
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders


@dataclass(frozen=True, slots=True)
class WaitingAtTill:
    """An order that waits for payment."""

    order_id: UUID
    cycle: str
    household_id: UUID
    household_number: str
    label: str
    total_cents: int
    missing_cents: int


async def waiting_at_till(engine: AsyncEngine, centre: str, cycle: str | None) -> list[WaitingAtTill]:
    """The centre's waiting orders, those that waited longest first."""
    order, house = household_orders.c, households.c
    found = (
        select(order.id, order.cycle, house.id, house.number, house.label, order.total_cents, house.credit_cents)
        .join(households, house.id == order.household_id)
        .where(order.centre == centre, order.state == OrderState.WAITING)
        .order_by(order.placed_at, order.id)
    )
    if cycle is not None:
        found = found.where(order.cycle == cycle)
    async with engine.connect() as connection:
        rows = (await connection.execute(found)).all()
    return [
        WaitingAtTill(*row[:5], total_cents=row.total_cents, missing_cents=max(0, row.total_cents - row.credit_cents))
        for row in rows
    ]
