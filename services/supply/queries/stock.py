"""What lies in the warehouse."""

from datetime import date

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.commands.count_stock import StockLot
from services.supply.storage.catalogue_tables import stock_lots

Place = tuple[str, date, str]
"""Where a lot stands in the list: product, last day, lot."""


def place_of(lot: StockLot) -> Place:
    """A lot that keeps comes after those that don't."""
    return lot.product, lot.best_before or date.max, lot.lot


async def stock_after(engine: AsyncEngine, after: Place | None, limit: int) -> list[StockLot]:
    """At most ``limit`` lots that are not used up and stand after ``after``, by product, last day and lot."""
    place = tuple_(stock_lots.c.product, func.coalesce(stock_lots.c.best_before, date.max), stock_lots.c.lot)
    query = select(stock_lots).where(stock_lots.c.quantity > 0).order_by(place).limit(limit)
    if after is not None:
        query = query.where(place > after)
    async with engine.connect() as connection:
        return [StockLot(**row) for row in (await connection.execute(query)).mappings()]
