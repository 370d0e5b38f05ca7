"""Takes what was sold at a centre out of the lots that stand there, first expired first out.

Only surplus: what households did not fetch is paid by them and no stock. What is sold beyond the lots that the books
have there moves nothing. A sale that is told again otherwise gives back what it took, then takes anew.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.commands.make_plan import STOCK_LOCK
from services.supply.commands.publish_stock import publish_stock
from services.supply.domain.stock import Lot, use_stock
from services.supply.domain.stock_movements import Change, MovementKind
from services.supply.storage.stock_rows import Movement, Place, move, standing_at
from services.supply.storage.stock_tables import stock_movements
from shared.database.locks import transaction_lock

Changes = Mapping[Place, Change]


@dataclass(frozen=True, slots=True)
class Sale:
    """What was sold at a centre, in base units; ``order_id``: whose uncollected goods they were."""

    sale_id: UUID
    cycle: str
    centre: str
    product: str
    quantity: int
    order_id: UUID | None


async def sell_stock(connection: AsyncConnection, sales: Sequence[Sale], now: datetime) -> None:
    """Move the lots of these sales, each by the difference to what was moved for it before."""
    if not sales:
        return
    await transaction_lock(connection, STOCK_LOCK)
    before = await _taken_before(connection, [sale.sale_id for sale in sales])
    places = {place[:2] for taken in before.values() for place in taken}
    standing = await standing_at(connection, places.union((sale.centre, sale.product) for sale in sales))
    movements = [
        Movement(place.product, place.lot, change, MovementKind.SOLD, None, now, place.centre, sale.sale_id, sale.cycle)
        for sale in sales
        for place, change in _take(sale, before.get(sale.sale_id, {}), standing).items()
        if change != Change(0, 0)
    ]
    await move(connection, movements)
    await publish_stock(connection, {(one.product, one.lot) for one in movements}, now)


def _take(sale: Sale, before: Changes, standing: dict[Place, Lot]) -> Changes:
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
