"""The stock a cycle may use: what lies in the warehouse less what other cycles' plans have fixed for themselves."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.stock import Lot
from services.supply.storage.buying_tables import plan_stock, plans
from services.supply.storage.cycle_tables import cycles
from services.supply.storage.offers import lots_of


async def free_lots(connection: AsyncConnection, cycle: str, products: Sequence[str]) -> dict[str, list[Lot]]:
    """Each product's lots, without the part promised to other cycles not yet settled."""
    promised = {
        (row.product, row.lot): (int(row.used), int(row.value)) for row in await connection.execute(_promised(cycle))
    }
    lots = await lots_of(connection, products)
    return {product: [_without(lot, promised.get((product, lot.lot))) for lot in lots[product]] for product in lots}


def _promised(cycle: str) -> Select[tuple[str, str, int, int]]:
    """What the plans in force of other cycles use of each lot, until their settlement takes it out."""
    latest = select(plans.c.cycle, func.max(plans.c.plan).label("plan")).group_by(plans.c.cycle).subquery()
    return (
        select(
            plan_stock.c.product,
            plan_stock.c.lot,
            func.sum(plan_stock.c.used).label("used"),
            func.sum(plan_stock.c.value_cents).label("value"),
        )
        .join(latest, (latest.c.cycle == plan_stock.c.cycle) & (latest.c.plan == plan_stock.c.plan))
        .join(cycles, cycles.c.cycle == plan_stock.c.cycle)
        .where(plan_stock.c.cycle != cycle, cycles.c.state.not_in(["settled", "archived"]))
        .group_by(plan_stock.c.product, plan_stock.c.lot)
    )


def _without(lot: Lot, promised: tuple[int, int] | None) -> Lot:
    if promised is None:
        return lot
    used, value = promised
    return replace(lot, quantity=max(0, lot.quantity - used), value=max(0, lot.value - value))
