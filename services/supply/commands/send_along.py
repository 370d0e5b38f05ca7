"""Sends the surplus that a centre is noted to have been sent out of the warehouse's lots to the centre.

Only what goes beyond the orders: what they were granted left the stock with the settlement. Lots that stand there
already count, as when a lot was sent by hand and noted too; then the lot that expires first goes first, as far as no
plan counts on it. What is beyond the warehouse's lots moves nothing. Sales that were heard before take theirs then.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.commands.bring_back import DayMoves, sold_of_lots
from services.supply.commands.make_plan import STOCK_LOCK
from services.supply.commands.sell_stock import Sale, sell_stock
from services.supply.domain.stock import LotUse, use_stock
from services.supply.domain.stock_movements import Change, MovementKind
from services.supply.queries.centre_goods import centre_goods
from services.supply.queries.free_stock import free_lots
from services.supply.storage.distribution_tables import goods_sold
from services.supply.storage.stock_rows import Movement, move, standing_at
from services.supply.storage.stock_tables import stock_movements
from shared.database.locks import transaction_lock


async def send_along(connection: AsyncConnection, moves: DayMoves, product: str, before: int | None) -> None:
    """Move the lots by what is noted as sent beyond the orders now, and was not ``before`` (None: as granted).

    The day is locked.
    """
    await transaction_lock(connection, STOCK_LOCK)
    day = moves.day
    (goods,) = [one for one in await centre_goods(connection, day.cycle, day.centre) if one.product == product]
    more = goods.surplus - max(0, (goods.granted if before is None else before) - goods.granted)
    there = list((await standing_at(connection, [(day.centre, product)])).values())
    if more > 0:
        known = sum(lot.quantity for lot in there) + await sold_of_lots(connection, day, product)
        lacking = min(more, goods.surplus - known - await _came_back(connection, moves, product))
        lots = (await free_lots(connection, day.cycle, [product])).get(product, [])
        await move(connection, _moved(moves, product, use_stock(lots, max(0, lacking), moves.at.date()).lots, -1))
        await sell_stock(connection, await _sales(connection, moves, product), moves.at)
    elif more < 0:
        await move(connection, _moved(moves, product, use_stock(there, -more, date.min).lots, 1))


def _moved(moves: DayMoves, product: str, uses: Iterable[LotUse], way: int) -> list[Movement]:
    """Into the warehouse (1), or out of it (-1)."""
    return [
        movement
        for use in uses
        for movement in moves.transfer(product, use.lot.lot, Change(way * use.used, way * use.value), None)
    ]


async def _came_back(connection: AsyncConnection, moves: DayMoves, product: str) -> int:
    """What of the stock that stood there went back on that day."""
    moved = stock_movements.c
    came = select(func.coalesce(func.sum(moved.quantity), 0)).where(
        moved.operation_id == moves.its,
        moved.product == product,
        moved.kind == MovementKind.TRANSFERRED,
        moved.centre.is_(None),
    )
    return int(await connection.scalar(came) or 0)


async def _sales(connection: AsyncConnection, moves: DayMoves, product: str) -> list[Sale]:
    """The day's sales of the product."""
    sold = goods_sold.c
    of_day = select(sold.sale_id, sold.cycle, sold.centre, sold.product, sold.quantity, sold.order_id).where(
        sold.cycle == moves.day.cycle, sold.centre == moves.day.centre, sold.product == product
    )
    return [Sale(*row) for row in await connection.execute(of_day.order_by(sold.sale_id))]
