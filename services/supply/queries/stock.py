"""What lies in the warehouse."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.commands.count_stock import StockLot
from services.supply.storage.catalogue_tables import stock_lots


async def stock(engine: AsyncEngine) -> list[StockLot]:
    """Every lot that is not used up, by product, best-before date and lot."""
    order = stock_lots.c.product, stock_lots.c.best_before.nulls_last(), stock_lots.c.lot
    query = select(stock_lots).where(stock_lots.c.quantity > 0).order_by(*order)
    async with engine.connect() as connection:
        return [StockLot(**row) for row in (await connection.execute(query)).mappings()]
