"""Brings what a centre sends back at the end of its day into the lots of the warehouse.

First the stock that stands there, the lot that expires first first: a transfer. Then goods of households that nobody
waits for any more, fetched by nobody or refused: they go into the cycle's lot, worth nothing, for what they cost is
borne already. What is noted beyond both moves nothing: it is in the warehouse's lots as it is, or unknown to the books.
All of it by the difference to what the day brought before; what was used since is not taken out again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.commands.make_plan import STOCK_LOCK
from services.supply.commands.publish_stock import publish_stock
from services.supply.domain.bag_lots import first_to_end
from services.supply.domain.centre_goods import CentreGoods, Day
from services.supply.domain.stock import use_stock
from services.supply.domain.stock_movements import Change, MovementKind, taken
from services.supply.queries.centre_goods import centre_goods
from services.supply.queries.cycle_lots import lots_of_cycle
from services.supply.storage.catalogue_tables import stock_lots
from services.supply.storage.stock_rows import Movement, lots_of, move, standing_at
from services.supply.storage.stock_tables import stock_movements
from shared.database.locks import transaction_lock
from shared.kernel.ids import group_order_id

LONGEST_CODE = 64


@dataclass(frozen=True, slots=True)
class DayMoves:
    """What moves on a centre's day: of which day, who noted it, when."""

    day: Day
    by: UUID
    at: datetime

    @property
    def its(self) -> UUID:
        """What goods that come back belong to."""
        return group_order_id(self.day.cycle, self.day.centre)

    def entered(self, product: str, lot: str, change: Change) -> Movement:
        """Into the warehouse, which had it in no lot."""
        cycle = self.day.cycle
        return Movement(product, lot, change, MovementKind.ENTERED, self.by, self.at, None, self.its, cycle)

    def transfer(self, product: str, lot: str, into: Change, its: UUID | None) -> list[Movement]:
        """Into the warehouse, or out of it; the other way round at the centre."""
        out, kind = Change(-into.quantity, -into.value), MovementKind.TRANSFERRED
        return [
            Movement(product, lot, change, kind, self.by, self.at, centre, its, self.day.cycle)
            for centre, change in ((None, into), (self.day.centre, out))
        ]


@dataclass(frozen=True, slots=True)
class _Came:
    """What came back of a lot on that day so far: transferred stock, or goods of households."""

    lot: str
    kind: str
    quantity: int


async def bring_back(connection: AsyncConnection, moves: DayMoves, products: Sequence[str]) -> None:
    """Bring the lots to what is noted as returned of these products; the day is locked."""
    if not products:
        return
    await transaction_lock(connection, STOCK_LOCK)
    day = moves.day
    goods = {one.product: one for one in await centre_goods(connection, day.cycle, day.centre)}
    movements: list[Movement] = []
    for one in (goods[product] for product in products if product in goods):
        came = await _came(connection, day, one.product)
        missing = one.returned - sum(each.quantity for each in came)
        change = _bring if missing > 0 else _take_out
        movements += await change(connection, moves, one, came, abs(missing)) if missing else []
    await move(connection, movements)
    entered = {(one.product, one.lot) for one in movements if one.kind is MovementKind.ENTERED and one.change.value}
    await publish_stock(connection, entered, moves.at)


async def _came(connection: AsyncConnection, day: Day, product: str) -> list[_Came]:
    moved = stock_movements.c
    so_far = func.sum(moved.quantity)
    query = (
        select(moved.lot, moved.kind, so_far)
        .where(moved.operation_id == group_order_id(day.cycle, day.centre), moved.product == product)
        .where(moved.centre.is_(None))
        .group_by(moved.lot, moved.kind)
        .having(so_far > 0)
        .order_by(moved.kind, moved.lot)
    )
    return [_Came(lot, kind, int(quantity)) for lot, kind, quantity in await connection.execute(query)]


async def _bring(
    connection: AsyncConnection, moves: DayMoves, goods: CentreGoods, came: Sequence[_Came], missing: int
) -> list[Movement]:
    there = await standing_at(connection, [(moves.day.centre, goods.product)])
    stock = use_stock(there.values(), missing, date.min)
    movements = [
        movement
        for use in stock.lots
        for movement in moves.transfer(goods.product, use.lot.lot, Change(use.used, use.value), moves.its)
    ]
    entered = sum(one.quantity for one in came if one.kind == MovementKind.ENTERED)
    of_lots = await sold_of_lots(connection, moves.day, goods.product)
    of_households = goods.left_of_households(of_lots) - entered
    into = min(missing - stock.quantity, of_households)
    if into > 0:
        lot = await _lot_of_cycle(connection, moves.day, goods.product)
        movements.append(moves.entered(goods.product, lot, Change(into, 0)))
    return movements


async def _take_out(
    connection: AsyncConnection, moves: DayMoves, goods: CentreGoods, came: Sequence[_Came], less: int
) -> list[Movement]:
    """Less came than was noted: goods of households first, then stock, which stands at the centre again."""
    lots = await lots_of(connection, {(goods.product, one.lot) for one in came})
    movements: list[Movement] = []
    for one in came:
        lot = lots[goods.product, one.lot]
        change = taken(lot, min(less, one.quantity, lot.quantity))
        less += change.quantity
        lots[goods.product, one.lot] = replace(
            lot, quantity=lot.quantity + change.quantity, value=lot.value + change.value
        )
        if one.kind == MovementKind.ENTERED:
            movements.append(moves.entered(goods.product, one.lot, change))
        else:
            movements += moves.transfer(goods.product, one.lot, change, moves.its)
    return movements


async def sold_of_lots(connection: AsyncConnection, day: Day, product: str) -> int:
    """What sales of that day took of lots that stood there."""
    moved = stock_movements.c
    sold = select(func.coalesce(func.sum(-moved.quantity), 0)).where(
        moved.product == product, moved.centre == day.centre, moved.cycle == day.cycle, moved.kind == MovementKind.SOLD
    )
    return int(await connection.scalar(sold) or 0)


async def _lot_of_cycle(connection: AsyncConnection, day: Day, product: str) -> str:
    """The lot that all goods of the cycle were of; else the day's own, with the first date of any of them."""
    known = (await lots_of_cycle(connection, day.cycle)).get(product, [])
    codes = {one.lot for one in known}
    lot = codes.pop() if len(codes) == 1 else f"{day.cycle}-{day.centre}"[:LONGEST_CODE]
    row = {"product": product, "lot": lot, "quantity": 0, "value_cents": 0, "best_before": first_to_end(known)}
    await connection.execute(insert(stock_lots).values(row).on_conflict_do_nothing())
    return lot
