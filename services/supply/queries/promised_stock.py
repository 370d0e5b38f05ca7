"""What plans in force have promised of a lot: base units, by cycle."""

from collections.abc import Collection

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.buying_tables import plan_stock, plans
from services.supply.storage.cycle_tables import cycles
from services.supply.storage.stock_rows import Key


async def promised_of(connection: AsyncConnection, keys: Collection[Key]) -> dict[Key, dict[str, int]]:
    """Of each of these lots, by cycle not yet settled, what its plan in force uses of it."""
    promised: dict[Key, dict[str, int]] = {key: {} for key in keys}
    if not promised:
        return promised
    latest = select(plans.c.cycle, func.max(plans.c.plan).label("plan")).group_by(plans.c.cycle).subquery()
    used = plan_stock.c
    query = (
        select(used.product, used.lot, used.cycle, used.used)
        .join(latest, (latest.c.cycle == used.cycle) & (latest.c.plan == used.plan))
        .join(cycles, cycles.c.cycle == used.cycle)
        .where(tuple_(used.product, used.lot).in_(list(promised)))
        .where(cycles.c.state.not_in(["settled", "archived"]))
        .order_by(used.cycle)
    )
    for row in await connection.execute(query):
        promised[row.product, row.lot][row.cycle] = int(row.used)
    return promised
