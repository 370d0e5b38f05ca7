"""Goods sold at the centres, as orders sells them."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.distribution_tables import goods_sold
from services.supply.storage.upsert import arrays, newest, upsert_newer
from shared.contracts.group_orders import GoodsSold

_UPSERT = upsert_newer(goods_sold)


async def apply_goods_sold(connection: AsyncConnection, events: Sequence[GoodsSold]) -> None:
    """Keep the newest state of each sale."""
    rows = [
        {column.name: getattr(event, column.name) for column in goods_sold.columns}
        for event in newest(events, lambda event: event.sale_id)
    ]
    await connection.execute(_UPSERT, arrays(goods_sold, rows))
