"""What plans in force have promised of a lot: base units, by cycle."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.buying_tables import plan_stock, plans
from services.supply.storage.cycle_tables import cycles


async def promised_of(connection: AsyncConnection, product: str, lot: str) -> dict[str, int]:
    """By cycle not yet settled, what its plan in force uses of the lot."""
    latest = select(plans.c.cycle, func.max(plans.c.plan).label("plan")).group_by(plans.c.cycle).subquery()
    query = (
        select(plan_stock.c.cycle, plan_stock.c.used)
        .join(latest, (latest.c.cycle == plan_stock.c.cycle) & (latest.c.plan == plan_stock.c.plan))
        .join(cycles, cycles.c.cycle == plan_stock.c.cycle)
        .where(plan_stock.c.product == product, plan_stock.c.lot == lot)
        .where(cycles.c.state.not_in(["settled", "archived"]))
        .order_by(plan_stock.c.cycle)
    )
    return {row.cycle: int(row.used) for row in await connection.execute(query)}
