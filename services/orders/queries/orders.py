"""One household order with its lines."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.order_tables import household_order_lines, household_orders
from services.orders.storage.placement.statement import Written
from services.orders.storage.settlement_changes import own_of
from services.orders.storage.settlement_tables import posted_settlements
from services.orders.storage.stored_orders import read_written


@dataclass(frozen=True, slots=True)
class OrderLineView:
    """A line as it was priced: base units, ceiling per display unit, what it holds."""

    product: str
    quantity: int
    ceiling_price_cents: int
    held_cents: int


@dataclass(frozen=True, slots=True)
class OrderView:
    """A household order as it is now; ``charged_cents`` is what its household pays in the end, once it is settled."""

    cycle: str
    household_id: UUID
    order: Written
    lines: tuple[OrderLineView, ...]
    charged_cents: int | None


async def find_order(engine: AsyncEngine, order_id: UUID, seen: frozenset[str] | None) -> OrderView | None:
    """The order of this id, if one may see its centre."""
    line, order = household_order_lines.c, household_orders.c
    columns = (line.product, line.quantity, line.ceiling_price_cents, line.held_cents)
    posted = household_orders.outerjoin(posted_settlements, posted_settlements.c.order_id == order.id)
    whose = select(order.cycle, order.household_id, own_of(posted_settlements.c.charged_cents)).select_from(posted)
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        written = await read_written(connection, order_id, seen)
        if written is None:
            return None
        cycle, household_id, charged = (await connection.execute(whose.where(order.id == order_id))).one()
        rows = await connection.execute(select(*columns).where(line.order_id == order_id).order_by(line.product))
        return OrderView(cycle, household_id, written, tuple(OrderLineView(*row) for row in rows), charged)
