"""Moving stock: a movement and the balance of its lot, always together."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.stock import Lot
from services.supply.domain.stock_movements import Change, MovementKind
from services.supply.storage.catalogue_tables import stock_lots
from services.supply.storage.stock_tables import stock_movements, stock_operations
from shared.kernel.refusal import Refused

Key = tuple[str, str]
"""Product and lot."""


class Place(NamedTuple):
    """A lot where it stands."""

    centre: str
    product: str
    lot: str


@dataclass(frozen=True, slots=True)
class Movement:
    """One lot changed at one place; ``centre`` None is the warehouse, ``moved_by`` None a sale that was heard of."""

    product: str
    lot: str
    change: Change
    kind: MovementKind
    moved_by: UUID | None
    moved_at: datetime
    centre: str | None = None
    operation_id: UUID | None = None
    cycle: str | None = None
    reason: str | None = None

    @property
    def row(self) -> dict[str, Any]:
        """As it is stored."""
        columns = {name: value for name, value in asdict(self).items() if name != "change"}
        return columns | {"quantity": self.change.quantity, "value_cents": self.change.value}


async def lots_of(connection: AsyncConnection, keys: Iterable[Key], *, lock: bool = False) -> dict[Key, Lot]:
    """These lots as they lie in the warehouse; unknown ones are absent. Whoever moves them has the lock of the stock.

    ``lock`` is for who reads in one snapshot: a lot that was moved since is not read as it was, it all begins anew.
    """
    lot, wanted = stock_lots.c, list(keys)
    mine = select(stock_lots).where(tuple_(lot.product, lot.lot).in_(wanted))
    rows = await connection.execute(mine.with_for_update() if lock else mine)
    return {(row.product, row.lot): Lot(row.lot, row.quantity, row.value_cents, row.best_before) for row in rows}


async def lots_at(connection: AsyncConnection, keys: Iterable[Key], centre: str | None) -> dict[Key, Lot]:
    """These lots as they stand at a centre, or in the warehouse (None); unknown ones are absent."""
    lots = await lots_of(connection, keys)
    if centre is None:
        return lots
    moved = stock_movements.c
    sums = func.sum(moved.quantity).label("quantity"), func.sum(moved.value_cents).label("value_cents")
    there = select(moved.product, moved.lot, *sums).where(
        tuple_(moved.product, moved.lot).in_(list(lots)), moved.centre == centre
    )
    found = {row[:2]: row for row in await connection.execute(there.group_by(moved.product, moved.lot))}
    return {
        key: replace(lot, quantity=int(found[key].quantity), value=int(found[key].value_cents))
        if key in found
        else replace(lot, quantity=0, value=0)
        for key, lot in lots.items()
    }


async def standing_at(connection: AsyncConnection, wanted: Collection[tuple[str, str]]) -> dict[Place, Lot]:
    """Every lot that ever stood at these centres, of these products: what stands of it there.

    Whoever moves it has the lock of the stock.
    """
    moved, lot = stock_movements.c, stock_lots.c
    sums = func.sum(moved.quantity), func.sum(moved.value_cents)
    there = (
        select(moved.centre, lot.product, lot.lot, *sums, lot.best_before)
        .join(stock_lots, (lot.product == moved.product) & (lot.lot == moved.lot))
        .where(tuple_(moved.centre, moved.product).in_(wanted))
        .group_by(moved.centre, lot.product, lot.lot)
    )
    return {
        Place(centre, product, code): Lot(code, int(quantity), int(value), best_before)
        for centre, product, code, quantity, value, best_before in await connection.execute(there)
    }


async def move(connection: AsyncConnection, movements: Sequence[Movement]) -> None:
    """Add movements and bring the warehouse's balances up to date; what changes nothing is left out."""
    real = [one for one in movements if one.change.quantity or one.change.value]
    if not real:
        return
    await connection.execute(insert(stock_movements), [one.row for one in real])
    in_warehouse = [one for one in real if one.centre is None]
    if in_warehouse:
        await connection.execute(_BALANCE, [_balance(one) for one in in_warehouse])


def _balance(one: Movement) -> dict[str, Any]:
    return {"of_product": one.product, "of_lot": one.lot, "more": one.change.quantity, "worth": one.change.value}


_BALANCE = (
    update(stock_lots)
    .where(stock_lots.c.product == bindparam("of_product"), stock_lots.c.lot == bindparam("of_lot"))
    .values(
        quantity=stock_lots.c.quantity + bindparam("more", type_=stock_lots.c.quantity.type),
        value_cents=stock_lots.c.value_cents + bindparam("worth", type_=stock_lots.c.value_cents.type),
    )
)


async def answered(connection: AsyncConnection, operation_id: UUID, asked: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """The answer that an operation was given when it was sent before; None when it is new.

    Raises:
        Refused: ``stock_operation_other``: another one has this id.
    """
    query = select(stock_operations).where(stock_operations.c.operation_id == operation_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    if row.asked != asked:
        raise Refused("stock_operation_other", operation_id=str(operation_id))
    return row.answer


async def keep_answer(connection: AsyncConnection, operation_id: UUID, asked: Any, answer: Any) -> None:  # noqa: ANN401 - JSON
    """Keep an operation as it was sent and answered."""
    await connection.execute(insert(stock_operations).values(operation_id=operation_id, asked=asked, answer=answer))
