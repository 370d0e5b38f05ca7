"""The coordinator writes off what is expired, damaged or gone otherwise."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.publish_stock import publish_stock
from services.supply.commands.stock_operation import LotChange, Operation, as_shown, once, told
from services.supply.domain.stock import Lot
from services.supply.domain.stock_movements import Change, LossReason, MovementKind, taken
from services.supply.storage.stock_rows import Movement, lots_at, move
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class StockLoss:
    """A loss of one lot at a centre, or in the warehouse (None), in base units."""

    loss_id: UUID
    product: str
    lot: str
    quantity: int
    reason: LossReason
    noted_by: UUID
    centre: str | None = None


async def lose_stock(engine: AsyncEngine, at: datetime, loss: StockLoss) -> tuple[list[LotChange], bool]:
    """Take what is lost out of the books, promised or not: the answer names the cycles that counted on it.

    Raises:
        Refused: ``lot_unknown``, ``stock_not_there``, ``stock_not_at_centre``, ``stock_operation_other``.
    """
    key = loss.product, loss.lot

    async def work(connection: AsyncConnection) -> list[LotChange]:
        lot = (await lots_at(connection, [key], loss.centre)).get(key)
        if lot is None:
            raise Refused("lot_unknown", product=loss.product, lot=loss.lot)
        await _check_there(connection, loss, lot)
        change = taken(lot, loss.quantity)
        await move(connection, [_movement(loss, change, at)])
        await publish_stock(connection, [key], at)
        return await told(connection, [(key, lot, change)], loss.centre)

    asked = {"loss": [*key, loss.quantity, loss.reason.value, *([] if loss.centre is None else [loss.centre])]}
    return await once(engine, Operation(loss.loss_id, asked), work)


async def _check_there(connection: AsyncConnection, loss: StockLoss, lot: Lot) -> None:
    if loss.quantity <= lot.quantity:
        return
    there = await as_shown(connection, loss.product, lot.quantity)
    figures = {"product": loss.product, "lot": loss.lot, "there": there}
    if loss.centre is None:
        raise Refused("stock_not_there", **figures)
    raise Refused("stock_not_at_centre", **figures, centre=loss.centre)


def _movement(loss: StockLoss, change: Change, at: datetime) -> Movement:
    return Movement(
        loss.product,
        loss.lot,
        change,
        MovementKind.LOST,
        loss.noted_by,
        at,
        centre=loss.centre,
        operation_id=loss.loss_id,
        reason=loss.reason.value,
    )
