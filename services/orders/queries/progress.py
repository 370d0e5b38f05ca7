"""How far each product of a cycle is from its next price, over all centres: counted at most about once a second.

No counter is kept as orders are written: they would all wait for its row. The count is remembered
instead, for a second or for ten times as long as it took, whichever is more, and whoever asks in
the meantime shares it.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.domain.progress import IndicativeRung, Ladder, Ordered, Progress, progress
from services.orders.queries.catalogue import CatalogueProduct, catalogue
from services.orders.storage.cycle_tables import product_limits
from services.orders.storage.order_tables import household_order_lines, household_orders
from shared.contracts.cycles import Basis
from shared.kernel.quantity import Unit

_REMEMBER_SECONDS = 1.0
_TIMES_ITS_OWN_COST = 10


@dataclass(frozen=True, slots=True)
class ProductProgress:
    """One product: what paid orders of all centres ask for, where that stands on its ladder, and what there is.

    ``at_most`` is in base units; ``None``: as much as wanted.
    """

    product: CatalogueProduct
    ordered: Ordered
    progress: Progress
    at_most: int | None


async def cycle_progress(connection: AsyncConnection, cycle: str) -> Sequence[ProductProgress]:
    """Every product of the cycle's catalogue as it stands now."""
    found = await _ordered(connection, cycle)
    participants = await connection.scalar(_participants(cycle)) or 0
    limits = await _limits(connection, cycle)
    return [
        _product_progress(product, Ordered(*found.get(product.product, (0, 0)), participants), limits)
        for product in await catalogue(connection, cycle)
    ]


async def _ordered(connection: AsyncConnection, cycle: str) -> Mapping[str, tuple[int, int]]:
    """Per product: base units and households; a household has one confirmed order in a cycle."""
    order, line = household_orders.c, household_order_lines.c
    found = select(line.product, func.sum(line.quantity), func.count()).join(
        household_orders, order.id == line.order_id
    )
    found = found.where(order.cycle == cycle, order.state == "confirmed").group_by(line.product)
    return {product: (int(quantity), count) for product, quantity, count in await connection.execute(found)}


def _participants(cycle: str) -> Select[int]:
    order = household_orders.c
    return select(func.count()).where(order.cycle == cycle, order.state == "confirmed")


async def _limits(connection: AsyncConnection, cycle: str) -> Mapping[str, int]:
    """Per product of which there is a limit: base units there are at most."""
    limit = product_limits.c
    found = select(limit.product, limit.at_most).where(limit.cycle == cycle, limit.at_most.is_not(None))
    return {row.product: row.at_most for row in await connection.execute(found)}


def _product_progress(product: CatalogueProduct, ordered: Ordered, limits: Mapping[str, int]) -> ProductProgress:
    rungs = tuple(IndicativeRung(rung.starts_at, rung.about_price_cents) for rung in product.rungs)
    ladder = Ladder(Unit(product.unit), Basis(product.basis), product.stock_first, rungs)
    return ProductProgress(product, ordered, progress(ladder, ordered), limits.get(product.product))


@dataclass(slots=True)
class _Remembered:
    lock: asyncio.Lock
    until: float = 0.0
    found: Sequence[ProductProgress] = ()


class ProgressBoard:
    """The progress of each cycle as one process remembers it.

    Args:
        engine: On orders' database.
        seconds: How long a count is remembered at least.
        clock: Seconds that only rise.
    """

    def __init__(
        self, engine: AsyncEngine, seconds: float = _REMEMBER_SECONDS, clock: Callable[[], float] = monotonic
    ) -> None:
        self._engine = engine
        self.seconds = seconds
        self._clock = clock
        self._cycles: dict[str, _Remembered] = {}

    async def of(self, cycle: str) -> Sequence[ProductProgress]:
        """The cycle's progress, about a second old at most where orders are few enough to count in a tenth of it."""
        remembered = self._cycles.setdefault(cycle, _Remembered(asyncio.Lock()))
        async with remembered.lock:
            started = self._clock()
            if started >= remembered.until:
                async with self._engine.connect() as connection:
                    remembered.found = await cycle_progress(connection, cycle)
                ended = self._clock()
                remembered.until = ended + max(self.seconds, _TIMES_ITS_OWN_COST * (ended - started))
            return remembered.found
