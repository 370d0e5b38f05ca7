"""What became of each order line once a cycle was settled: as posted, never as merely staged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.cycle_tables import catalogue_entries
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_order_lines, household_orders
from services.orders.storage.settlement_tables import posted_settlements, settled_lines
from services.orders.storage.stored_orders import may_see
from shared.contracts.settlements import ReasonCode


@dataclass(frozen=True, slots=True)
class SettledLineView:
    """One line: quantities in base units, prices in cents per display unit, the reason where less was granted."""

    household_number: str
    product: str
    unit: str
    ordered: int
    granted: int
    ceiling_price_cents: int
    final_price_cents: int | None
    held_cents: int
    charged_cents: int
    reason_code: str | None
    reason_demand: int
    reason_available: int

    @property
    def rebate_cents(self) -> int:
        """What the household got back for this line."""
        return self.held_cents - self.charged_cents


async def settled_lines_after(
    connection: AsyncConnection, cycle: str, centres: frozenset[str] | None, after: tuple[str, str], limit: int
) -> Sequence[SettledLineView]:
    """At most ``limit`` posted lines of these centres (``None``: all) after ``(member number, product)``."""
    key = tuple_(households.c.number, household_order_lines.c.product)
    found = _lines(cycle).where(may_see(household_orders.c.centre, centres), key > tuple_(*map(literal, after)))
    rows = await connection.execute(found.order_by(households.c.number, household_order_lines.c.product).limit(limit))
    return [SettledLineView(*row) for row in rows]


def _lines(cycle: str) -> Select[*tuple[Any, ...]]:
    """A line that the posted run has no word about belongs to a centre that was left out."""
    posted, order, line, settled = posted_settlements.c, household_orders.c, household_order_lines.c, settled_lines.c
    its_run = and_(settled.order_id == posted.order_id, settled.run == posted.run, settled.product == line.product)
    its_entry = and_(catalogue_entries.c.cycle == cycle, catalogue_entries.c.product == line.product)
    left_out = settled.order_id.is_(None)
    return (
        select(
            households.c.number,
            line.product,
            func.coalesce(catalogue_entries.c.unit, "piece"),
            line.quantity,
            func.coalesce(settled.granted, 0),
            line.ceiling_price_cents,
            settled.final_price_cents,
            line.held_cents,
            func.coalesce(settled.charged_cents, 0),
            case((left_out, ReasonCode.CENTRE_LEFT_OUT.value), else_=settled.reason_code),
            func.coalesce(settled.reason_demand, 0),
            func.coalesce(settled.reason_available, 0),
        )
        .select_from(posted_settlements)
        .join(household_orders, order.id == posted.order_id)
        .join(households, households.c.id == order.household_id)
        .join(household_order_lines, line.order_id == posted.order_id)
        .outerjoin(settled_lines, its_run)
        .outerjoin(catalogue_entries, its_entry)
        .where(posted.cycle == cycle)
    )
