"""What lies in the warehouse or at a centre: now, or as it was at a moment."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.count_stock import StockLot
from services.supply.storage.catalogue_tables import stock_lots
from services.supply.storage.stock_tables import stock_movements

Place = tuple[str, date, str]
"""Where a lot stands in the list: product, last day, lot."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Which stock: the warehouse's or a centre's; now, or before a moment (rebuilt from its movements)."""

    centre: str | None = None
    before: datetime | None = None


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The network's midnight that ends a day; the last day that a calendar has ends with it."""
    return datetime.combine(min(day, date.max - timedelta(days=1)) + timedelta(days=1), time(), zone)


def place_of(lot: StockLot) -> Place:
    """A lot that keeps comes after those that don't."""
    return lot.product, lot.best_before or date.max, lot.lot


async def stock_after(engine: AsyncEngine, where: Whereabouts, after: Place | None, limit: int) -> list[StockLot]:
    """At most ``limit`` lots that are not used up and stand after ``after``, by product, last day and lot."""
    place = tuple_(stock_lots.c.product, func.coalesce(stock_lots.c.best_before, date.max), stock_lots.c.lot)
    query = (_balances() if where == Whereabouts() else _rebuilt(where)).order_by(place).limit(limit)
    if after is not None:
        query = query.where(place > after)
    async with engine.connect() as connection:
        return [
            StockLot(row.product, row.lot, int(row.quantity), int(row.value_cents), row.best_before)
            for row in await connection.execute(query)
        ]


async def stock_value(connection: AsyncConnection, before: datetime | None, centre: str | None = None) -> int:
    """What stock at a centre, or all of it, was worth before a moment (None: now), in cents."""
    worth = select(func.coalesce(func.sum(stock_movements.c.value_cents), 0))
    if centre is not None:
        worth = worth.where(stock_movements.c.centre == centre)
    if before is not None:
        worth = worth.where(stock_movements.c.moved_at < before)
    return int(await connection.scalar(worth) or 0)


def _balances() -> Select[Any]:
    return select(stock_lots).where(stock_lots.c.quantity > 0)


def _rebuilt(where: Whereabouts) -> Select[Any]:
    """The sum of what moved there until then."""
    lot, moved = stock_lots.c, stock_movements.c
    there = moved.centre.is_(None) if where.centre is None else moved.centre == where.centre
    if where.before is not None:
        there &= moved.moved_at < where.before
    return (
        select(
            lot.product,
            lot.lot,
            lot.best_before,
            func.sum(moved.quantity).label("quantity"),
            func.sum(moved.value_cents).label("value_cents"),
        )
        .join(stock_movements, and_(moved.product == lot.product, moved.lot == lot.lot))
        .where(there)
        .group_by(lot.product, lot.lot)
        .having(func.sum(moved.quantity) > 0)
    )
