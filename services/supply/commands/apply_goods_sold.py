"""Goods sold at the centres, as orders sells them; what was stock leaves its lots."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.commands.sell_stock import Sale, sell_stock
from services.supply.storage.distribution_tables import goods_sold
from services.supply.storage.upsert import arrays, newest, upsert_newer
from shared.contracts.group_orders import GoodsSold
from shared.kernel.clock import Clock

_UPSERT = upsert_newer(goods_sold)


async def apply_goods_sold(clock: Clock, connection: AsyncConnection, events: Sequence[GoodsSold]) -> None:
    """Keep the newest state of each sale; surplus that is new here, or told otherwise than before, moves its lots."""
    latest = newest(events, lambda event: event.sale_id)
    rows = [{column.name: getattr(event, column.name) for column in goods_sold.columns} for event in latest]
    applied = await connection.execute(_UPSERT, arrays(goods_sold, rows))
    is_new = {row.sale_id: row.inserted for row in applied}
    surplus = (event.sale_id for event in latest if event.order_id is None)
    moving = is_new.keys() & {*surplus, *(sale for sale, new in is_new.items() if not new)}
    await sell_stock(connection, [_sale(event) for event in latest if event.sale_id in moving], clock())


def _sale(event: GoodsSold) -> Sale:
    return Sale(event.sale_id, event.cycle, event.centre, event.product, event.quantity, event.order_id)
