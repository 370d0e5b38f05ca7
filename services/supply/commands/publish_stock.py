"""Says what lots are worth beyond settlements, whenever it changes: in the transaction that moved them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.queries.stock_adjusted import stock_adjusted
from services.supply.storage.catalogue_tables import stock_lots
from services.supply.storage.stock_rows import Key
from shared.kernel.clock import next_version
from shared.messaging import outbox


async def publish_stock(connection: AsyncConnection, keys: Collection[Key], now: datetime) -> None:
    """Append the new state of these lots, which the caller moved under the lock of the stock."""
    if not keys:
        return
    lot, wanted = stock_lots.c, sorted(keys)
    version = func.greatest(func.coalesce(lot.version, 0) + 1, next_version(0, now))
    spoken_of = update(stock_lots).where(tuple_(lot.product, lot.lot).in_(wanted))
    await connection.execute(spoken_of.values(version=version))
    await outbox.append(connection, await stock_adjusted(connection, wanted))
