"""Keep what there is at most of a product: the order table says when it runs short. No order is refused for it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.arrays import as_arrays
from services.orders.storage.cycle_tables import product_limits
from services.orders.storage.versions import newest, typed, upsert_newer
from shared.contracts.cycles import ProductLimited

_LIMIT = typed(product_limits.c)
_UPSERT = upsert_newer(tuple(product_limits.c), product_limits.c.version)


async def limit_products(connection: AsyncConnection, events: Sequence[ProductLimited]) -> None:
    """Apply ``ProductLimited``, also for a cycle not yet heard of here."""
    found = newest(events, lambda event: (event.cycle, event.product))
    rows = [(event.cycle, event.product, event.version, event.at_most) for event in found]
    await connection.execute(_UPSERT, as_arrays("new", _LIMIT, rows))
