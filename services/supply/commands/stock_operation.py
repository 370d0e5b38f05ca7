"""What counts, losses and transfers have in common: done once under their id, and answered alike each time."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.make_plan import STOCK_LOCK
from services.supply.domain.stock import Lot
from services.supply.domain.stock_movements import Change
from services.supply.queries.promised_stock import promised_of
from services.supply.storage.catalogue_tables import products
from services.supply.storage.demand_tables import centres
from services.supply.storage.stock_rows import Key, answered, keep_answer
from shared.database import retry
from shared.database.locks import transaction_lock
from shared.kernel.quantity import Quantity, Unit
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class LotChange:
    """What an operation did to a lot where it stands: base units, and cents.

    ``cycles`` are those whose plan counts on more of the lot than is left of it: look at them.
    """

    product: str
    lot: str
    quantity: int
    value_cents: int
    left: int
    left_value_cents: int
    cycles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as it was sent."""

    operation_id: UUID
    asked: dict[str, Any]


async def once(
    engine: AsyncEngine, operation: Operation, work: Callable[[AsyncConnection], Awaitable[list[LotChange]]]
) -> tuple[list[LotChange], bool]:
    """Do ``work`` under the lock of the stock, unless it was done before; what it changed, and whether it is new.

    Raises:
        Refused: ``stock_operation_other``, and what ``work`` refuses.
    """

    async def locked(connection: AsyncConnection) -> tuple[list[LotChange], bool]:
        await transaction_lock(connection, STOCK_LOCK)
        known = await answered(connection, operation.operation_id, operation.asked)
        if known is not None:
            return [LotChange(**one | {"cycles": tuple(one["cycles"])}) for one in known], False
        changes = await work(connection)
        answer = [asdict(one) for one in changes]
        await keep_answer(connection, operation.operation_id, operation.asked, answer)
        return changes, True

    return await retry(engine, locked)


async def check_centre(connection: AsyncConnection, centre: str) -> None:
    """There is such a centre.

    Raises:
        Refused: ``stock_centre_unknown``.
    """
    if not await connection.scalar(select(centres.c.centre).where(centres.c.centre == centre)):
        raise Refused("stock_centre_unknown", centre=centre)


async def as_shown(connection: AsyncConnection, product: str, quantity: int) -> Quantity:
    """So many base units of a product, as people read them."""
    found = await connection.execute(select(products.c.unit).where(products.c.product == product))
    return Quantity(quantity, Unit(found.scalar_one()))


async def told(
    connection: AsyncConnection, changes: Iterable[tuple[Key, Lot, Change]], centre: str | None = None
) -> list[LotChange]:
    """Changes of lots, each with the cycles whose plan counts on what is gone; at a centre, none does."""
    changed = list(changes)
    gone = [key for key, _, change in changed if change.quantity < 0 and centre is None]
    promised = await promised_of(connection, gone)
    return [_told(key, lot, change, promised.get(key, {})) for key, lot, change in changed]


def _told(key: Key, lot: Lot, change: Change, promised: Mapping[str, int]) -> LotChange:
    left = lot.quantity + change.quantity
    touched = tuple(promised) if sum(promised.values()) > left else ()
    return LotChange(*key, change.quantity, change.value, left, lot.value + change.value, touched)
