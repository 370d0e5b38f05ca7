"""Takes what was sold at a centre out of the lots that stand there, first expired first out.

Only surplus: what households did not fetch is paid by them and no stock. What is sold beyond the lots that the books
have there moves nothing. A sale that is told again otherwise gives back what it took, then takes anew.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.commands.make_plan import STOCK_LOCK
from services.supply.commands.publish_stock import publish_stock
from services.supply.domain.stock import Lot, use_stock
from services.supply.domain.stock_movements import Change, MovementKind
from services.supply.storage.catalogue_tables import stock_lots
from services.supply.storage.stock_rows import Movement, move
from services.supply.storage.stock_tables import stock_movements
from shared.contracts.group_orders import GoodsSold
from shared.database.locks import transaction_lock


class Place(NamedTuple):
    """A lot where it stands."""

    centre: str
    product: str
    lot: str


Standing = dict[Place, Lot]
Changes = Mapping[Place, Change]


async def sell_stock(connection: AsyncConnection, sales: Sequence[GoodsSold], now: datetime) -> None:
    """Move the lots of these sales, each by the difference to what was moved for it before."""
    if not sales:
        return
    await transaction_lock(connection, STOCK_LOCK)
    before = await _taken_before(connection, [sale.sale_id for sale in sales])
    standing = await _standing(connection, [(sale.centre, sale.product) for sale in sales])
    movements = [
        Movement(place.product, place.lot, change, MovementKind.SOLD, None, now, place.centre, sale.sale_id, sale.cycle)
        for sale in sales
        for place, change in _take(sale, before.get(sale.sale_id, {}), standing).items()
        if change != Change(0, 0)
    ]
    await move(connection, movements)
    await publish_stock(connection, {(one.product, one.lot) for one in movements}, now)


def _take(sale: GoodsSold, before: Changes, standing: Standing) -> Changes:
    """What a sale changes, with the lots as they stand after those before it."""
    for place, taken in before.items():
        lot = standing[place]
        standing[place] = Lot(lot.lot, lot.quantity - taken.quantity, lot.value - taken.value, lot.best_before)
    changes = {place: Change(-taken.quantity, -taken.value) for place, taken in before.items()}
    there = [lot for place, lot in standing.items() if place[:2] == (sale.centre, sale.product)]
    for use in use_stock(there, sale.quantity if sale.order_id is None else 0, date.min).lots:
        place = Place(sale.centre, sale.product, use.lot.lot)
        back = changes.get(place, Change(0, 0))
        changes[place] = Change(back.quantity - use.used, back.value - use.value)
        standing[place] = use.left
    return changes


async def _taken_before(connection: AsyncConnection, sales: Collection[UUID]) -> dict[UUID, dict[Place, Change]]:
    """What these sales changed so far."""
    moved = stock_movements.c
    of_sales = select(
        moved.operation_id,
        moved.centre,
        moved.product,
        moved.lot,
        func.sum(moved.quantity),
        func.sum(moved.value_cents),
    ).where(moved.operation_id.in_(sales), moved.kind == MovementKind.SOLD)
    found: dict[UUID, dict[Place, Change]] = {}
    grouped = of_sales.group_by(moved.operation_id, moved.centre, moved.product, moved.lot)
    for sale, centre, product, lot, quantity, value in await connection.execute(grouped):
        found.setdefault(sale, {})[Place(centre, product, lot)] = Change(int(quantity), int(value))
    return found


async def _standing(connection: AsyncConnection, wanted: Collection[tuple[str, str]]) -> Standing:
    """Every lot that ever stood at these centres, of these products: what stands of it there."""
    moved, lot = stock_movements.c, stock_lots.c
    there = (
        select(
            moved.centre, lot.product, lot.lot, func.sum(moved.quantity), func.sum(moved.value_cents), lot.best_before
        )
        .join(stock_lots, (lot.product == moved.product) & (lot.lot == moved.lot))
        .where(tuple_(moved.centre, moved.product).in_(wanted))
        .group_by(moved.centre, lot.product, lot.lot)
    )
    return {
        Place(centre, product, code): Lot(code, int(quantity), int(value), best_before)
        for centre, product, code, quantity, value, best_before in await connection.execute(there)
    }
