"""The lots that a cycle's goods are from: stock that it uses, then what suppliers brought."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.bag_lots import GoodsLot
from services.supply.storage.buying_tables import plan_stock, plans, purchase_order_lines, purchase_orders
from services.supply.storage.catalogue_tables import stock_lots
from services.supply.storage.delivery_rows import RECEIVED
from services.supply.storage.purchase_order_rows import at_supplier
from services.supply.storage.receiving_tables import deliveries, delivery_lines


async def lots_of_cycle(connection: AsyncConnection, cycle: str) -> dict[str, list[GoodsLot]]:
    """By product, in the order in which they are used; what was received without a lot is in none."""
    found: dict[str, list[GoodsLot]] = defaultdict(list)
    for statement in (_from_stock(cycle), _received(cycle)):
        for row in await connection.execute(statement):
            found[row.product].append(GoodsLot(row.lot, row.best_before, int(row.quantity)))
    return found


def _from_stock(cycle: str) -> Select[Any]:
    used, lot = plan_stock.c, stock_lots.c
    in_force = select(func.max(plans.c.plan)).where(plans.c.cycle == cycle).scalar_subquery()
    return (
        select(used.product, used.lot, lot.best_before, used.used.label("quantity"))
        .join(stock_lots, (lot.product == used.product) & (lot.lot == used.lot))
        .where(used.cycle == cycle, used.plan == in_force)
        .order_by(used.product, lot.best_before.nulls_last(), used.lot)
    )


def _received(cycle: str) -> Select[Any]:
    """But for extra goods, which go into stock: nobody is handed any of them in this cycle."""
    line, delivery, order, asked = delivery_lines.c, deliveries.c, purchase_orders.c, purchase_order_lines.c
    ordered = (
        exists()
        .where(order.cycle == cycle, order.supplier == delivery.supplier, at_supplier())
        .where(asked.number == order.number, asked.product == line.product)
    )
    return (
        select(line.product, line.lot, line.best_before, func.sum(line.received).label("quantity"))
        .join(deliveries, delivery.delivery_id == line.delivery_id)
        .where(delivery.cycle == cycle, delivery.state == RECEIVED, line.lot.is_not(None), line.received > 0)
        .where(ordered)
        .group_by(line.product, line.lot, line.best_before)
        .order_by(line.product, line.best_before.nulls_last(), line.lot)
    )
