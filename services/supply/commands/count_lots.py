"""The coordinator counts the warehouse or a centre: what differs from the books is kept with reason and value."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.publish_stock import publish_stock
from services.supply.commands.stock_operation import LotChange, Operation, check_centre, once, told
from services.supply.domain.stock_movements import Change, MovementKind, counted
from services.supply.storage.stock_rows import Key, Movement, lots_at, move
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class CountedLot:
    """What was found of a lot, in base units."""

    product: str
    lot: str
    counted: int


@dataclass(frozen=True, slots=True)
class StockCount:
    """A count at a centre, or in the warehouse (None): only the lots that it names."""

    count_id: UUID
    lots: tuple[CountedLot, ...]
    reason: str
    counted_by: UUID
    centre: str | None = None


async def count_lots(engine: AsyncEngine, at: datetime, count: StockCount) -> tuple[list[LotChange], bool]:
    """Bring the books to what was counted; what differed of each lot, and whether the count is new.

    Raises:
        Refused: ``lot_unknown``, ``lot_counted_twice``, ``stock_centre_unknown``, ``stock_operation_other``.
    """
    keys = [(one.product, one.lot) for one in count.lots]
    if len(set(keys)) < len(keys):
        raise Refused("lot_counted_twice")

    async def work(connection: AsyncConnection) -> list[LotChange]:
        if count.centre is not None:
            await check_centre(connection, count.centre)
        lots = await lots_at(connection, keys, count.centre)
        for product, lot in keys:
            if (product, lot) not in lots:
                raise Refused("lot_unknown", product=product, lot=lot)
        changes = {key: counted(lots[key], one.counted) for key, one in zip(keys, count.lots, strict=True)}
        await move(connection, [_movement(count, key, change, at) for key, change in changes.items()])
        await publish_stock(connection, keys, at)  # also what is as in the books: after a restore it puts others right
        return await told(connection, [(key, lots[key], change) for key, change in changes.items()], count.centre)

    place = {} if count.centre is None else {"centre": count.centre}
    asked = {"count": [asdict(one) for one in count.lots], "reason": count.reason} | place
    return await once(engine, Operation(count.count_id, asked), work)


def _movement(count: StockCount, key: Key, change: Change, at: datetime) -> Movement:
    return Movement(
        *key,
        change,
        MovementKind.COUNTED,
        count.counted_by,
        at,
        centre=count.centre,
        operation_id=count.count_id,
        reason=count.reason,
    )
