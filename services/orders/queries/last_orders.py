"""Each household's last order at a centre: what a device offers as "same as last time", or amends."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.queries.named_lines import NamedLine, named_lines
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import OWN_HELD_CENTS, household_orders, is_live


@dataclass(frozen=True, slots=True)
class LastOrder:
    """A household's last order that was neither cancelled nor refunded; ``held_cents`` of its own money."""

    household_id: UUID
    order_id: UUID
    cycle: str
    version: int
    state: str
    total_cents: int
    held_cents: int
    lines: tuple[NamedLine, ...]


@dataclass(frozen=True, slots=True)
class LastOrdersWanted:
    """Of a centre's households, or one of them; a page that starts after a household."""

    centre: str
    household_id: UUID | None = None
    after: UUID | None = None
    limit: int = 100


async def last_orders(engine: AsyncEngine, wanted: LastOrdersWanted) -> list[LastOrder]:
    """Those orders by household, one more than the limit; of closed households none."""
    order, house = household_orders.c, households.c
    columns = (order.household_id, order.id, order.cycle, order.version, order.state, order.total_cents, OWN_HELD_CENTS)
    found = select(*columns).ext(distinct_on(order.household_id)).join(households, house.id == order.household_id)
    found = found.where(order.centre == wanted.centre, is_live(household_orders), house.closed_at.is_(None))
    if wanted.household_id is not None:
        found = found.where(order.household_id == wanted.household_id)
    if wanted.after is not None:
        found = found.where(order.household_id > wanted.after)
    found = found.order_by(order.household_id, order.placed_at.desc(), order.id).limit(wanted.limit + 1)
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        rows = (await connection.execute(found)).all()
        lines = await named_lines(connection, [row.id for row in rows])
    return [LastOrder(*row, lines=lines[row.id]) for row in rows]
