"""The coordinator enters a lot of the warehouse, or corrects it: its quantity, its value, its last day."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.make_plan import STOCK_LOCK
from services.supply.commands.publish_stock import publish_stock
from services.supply.domain.stock_movements import Change, MovementKind
from services.supply.storage.catalogue_tables import products, stock_lots
from services.supply.storage.stock_rows import Movement, lots_of, move
from shared.database import transaction
from shared.database.locks import transaction_lock
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class StockLot:
    """A lot: base units, their whole value in cents, the last day it may be handed out (None: it keeps)."""

    product: str
    lot: str
    quantity: int
    value_cents: int
    best_before: date | None


async def count_stock(engine: AsyncEngine, lot: StockLot, at: datetime, entered_by: UUID) -> bool:
    """Store a lot as it lies there; whether it is new.

    Raises:
        Refused: ``product_unknown``.
    """
    key = lot.product, lot.lot
    async with transaction(engine) as connection:
        if not await connection.scalar(select(products.c.product).where(products.c.product == lot.product)):
            raise Refused("product_unknown", product=lot.product)
        await transaction_lock(connection, STOCK_LOCK)
        new = await _make_room(connection, lot)
        before = (await lots_of(connection, [key]))[key]
        change = Change(lot.quantity - before.quantity, lot.value_cents - before.value)
        await move(connection, [Movement(*key, change, MovementKind.ENTERED, entered_by, at)])
        await publish_stock(connection, [key], at)
        return new


async def _make_room(connection: AsyncConnection, lot: StockLot) -> bool:
    """The lot's row, with its last day; whether it was not there."""
    row = {"product": lot.product, "lot": lot.lot, "quantity": 0, "value_cents": 0, "best_before": lot.best_before}
    known = select(stock_lots.c.lot).where(stock_lots.c.product == lot.product, stock_lots.c.lot == lot.lot)
    new = await connection.scalar(known) is None
    adding = insert(stock_lots).values(row)
    dated = {"best_before": adding.excluded.best_before}
    await connection.execute(adding.on_conflict_do_update(index_elements=["product", "lot"], set_=dated))
    return new
