"""The coordinator counts a lot in the warehouse."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage.catalogue_tables import products, stock_lots
from services.supply.storage.upsert import put
from shared.database import transaction
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class StockLot:
    """A lot: base units, their whole value in cents, the last day it may be handed out (None: it keeps)."""

    product: str
    lot: str
    quantity: int
    value_cents: int
    best_before: date | None


async def count_stock(engine: AsyncEngine, lot: StockLot) -> bool:
    """Store what was counted; whether the lot is new.

    Raises:
        Refused: ``product_unknown``.
    """
    async with transaction(engine) as connection:
        if not await connection.scalar(select(products.c.product).where(products.c.product == lot.product)):
            raise Refused("product_unknown", product=lot.product)
        return await put(connection, stock_lots, asdict(lot))
