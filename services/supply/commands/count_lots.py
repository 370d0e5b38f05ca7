"""The coordinator counts what lies in the warehouse: what differs from the books is kept with its reason and value."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.publish_stock import publish_stock
from services.supply.commands.stock_operation import LotChange, Operation, once, told
from services.supply.domain.stock_movements import Change, MovementKind, counted
from services.supply.storage.stock_rows import Key, Movement, locked_lots, move
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class CountedLot:
    """What was found of a lot, in base units."""

    product: str
    lot: str
    counted: int


@dataclass(frozen=True, slots=True)
class StockCount:
    """A count: only the lots that it names."""

    count_id: UUID
    lots: tuple[CountedLot, ...]
    reason: str
    counted_by: UUID


async def count_lots(engine: AsyncEngine, at: datetime, count: StockCount) -> tuple[list[LotChange], bool]:
    """Bring the books to what was counted; what differed of each lot, and whether the count is new.

    Raises:
        Refused: ``lot_unknown``, ``lot_counted_twice``, ``stock_operation_other``.
    """
    keys = [(one.product, one.lot) for one in count.lots]
    if len(set(keys)) < len(keys):
        raise Refused("lot_counted_twice")

    async def work(connection: AsyncConnection) -> list[LotChange]:
        lots = await locked_lots(connection, keys)
        for product, lot in keys:
            if (product, lot) not in lots:
                raise Refused("lot_unknown", product=product, lot=lot)
        changes = {key: counted(lots[key], one.counted) for key, one in zip(keys, count.lots, strict=True)}
        await move(connection, [_movement(count, key, change, at) for key, change in changes.items()])
        await publish_stock(connection, keys, at)  # also what is as in the books: after a restore it puts others right
        return await told(connection, [(key, lots[key], change) for key, change in changes.items()])

    asked = {"count": [asdict(one) for one in count.lots], "reason": count.reason}
    return await once(engine, Operation(count.count_id, asked), work)


def _movement(count: StockCount, key: Key, change: Change, at: datetime) -> Movement:
    return Movement(
        *key, change, MovementKind.COUNTED, count.counted_by, at, operation_id=count.count_id, reason=count.reason
    )
