"""The coordinator sends stock from the warehouse to a centre, or has it brought back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.stock_operation import LotChange, Operation, as_shown, check_centre, once, told
from services.supply.domain.stock import Lot
from services.supply.domain.stock_movements import Change, MovementKind, taken
from services.supply.queries.promised_stock import promised_of
from services.supply.storage.stock_rows import Key, Movement, lots_at, lots_of, move
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class StockTransfer:
    """Base units of one lot; ``back``: from the centre to the warehouse."""

    transfer_id: UUID
    product: str
    lot: str
    quantity: int
    centre: str
    back: bool
    moved_by: UUID


async def transfer_stock(engine: AsyncEngine, at: datetime, transfer: StockTransfer) -> tuple[list[LotChange], bool]:
    """Move a part of a lot with its part of the value; plans no longer count on what stands at a centre.

    Raises:
        Refused: ``lot_unknown``, ``stock_centre_unknown``, ``stock_not_there``, ``stock_not_at_centre``,
            ``stock_promised``: plans in force count on it, ``stock_operation_other``.
    """
    key = transfer.product, transfer.lot

    async def work(connection: AsyncConnection) -> list[LotChange]:
        await check_centre(connection, transfer.centre)
        lot = (await lots_of(connection, [key])).get(key)
        if lot is None:
            raise Refused("lot_unknown", product=transfer.product, lot=transfer.lot)
        change = await (_back if transfer.back else _out)(connection, key, lot, transfer)
        there = Change(-change.quantity, -change.value)
        await move(
            connection,
            [
                Movement(*key, moved, MovementKind.TRANSFERRED, transfer.moved_by, at, centre, transfer.transfer_id)
                for centre, moved in ((None, change), (transfer.centre, there))
            ],
        )
        return await told(connection, [(key, lot, change)])

    asked = {"transfer": [*key, transfer.quantity, transfer.centre, transfer.back]}
    return await once(engine, Operation(transfer.transfer_id, asked), work)


async def _out(connection: AsyncConnection, key: Key, lot: Lot, transfer: StockTransfer) -> Change:
    """What leaves the warehouse: only what no plan counts on."""
    if transfer.quantity > lot.quantity:
        there = await as_shown(connection, transfer.product, lot.quantity)
        raise Refused("stock_not_there", product=transfer.product, lot=transfer.lot, there=there)
    promised = (await promised_of(connection, [key]))[key]
    free = lot.quantity - sum(promised.values())
    if transfer.quantity > free:
        shown = await as_shown(connection, transfer.product, max(free, 0))
        raise Refused("stock_promised", product=transfer.product, lot=transfer.lot, free=shown, cycles=list(promised))
    return taken(lot, transfer.quantity)


async def _back(connection: AsyncConnection, key: Key, _lot: Lot, transfer: StockTransfer) -> Change:
    """What comes back to the warehouse: at most what stands at the centre."""
    there = (await lots_at(connection, [key], transfer.centre))[key]
    if transfer.quantity > there.quantity:
        raise Refused(
            "stock_not_at_centre",
            product=transfer.product,
            lot=transfer.lot,
            centre=transfer.centre,
            there=await as_shown(connection, transfer.product, there.quantity),
        )
    out = taken(there, transfer.quantity)
    return Change(-out.quantity, -out.value)
