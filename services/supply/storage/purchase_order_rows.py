"""One purchase order, locked for what changes it, and the conditions on the state of several."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.purchase_order import AT_SUPPLIER, DECIDED, PurchaseOrderState
from services.supply.storage.buying_tables import purchase_orders
from services.supply.storage.cycle_rows import lock_cycle
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class LockedOrder:
    """A purchase order and the row of its cycle, which is locked."""

    cycle: RowMapping
    order: Row[Any]


def at_supplier() -> ColumnElement[bool]:
    """Whether a supplier has the order and it stands."""
    return purchase_orders.c.state.in_(AT_SUPPLIER)


def decided() -> ColumnElement[bool]:
    """Whether the plan behind the order is being carried out."""
    return purchase_orders.c.state.in_(DECIDED)


async def lock_order(connection: AsyncConnection, number: int) -> LockedOrder:
    """The order, its cycle locked: planning, ordering and settling of one cycle follow each other.

    Raises:
        Refused: ``purchase_order_unknown`` or ``purchase_order_cancelled``.
    """
    query = select(purchase_orders).where(purchase_orders.c.number == number)
    found = (await connection.execute(query)).one_or_none()
    if found is None:
        raise Refused("purchase_order_unknown", number=number)
    cycle = await lock_cycle(connection, found.cycle)
    order = (await connection.execute(query)).one()
    if order.state == PurchaseOrderState.CANCELLED:
        raise Refused("purchase_order_cancelled", number=number)
    return LockedOrder(cycle, order)


async def lock_sent_order(connection: AsyncConnection, number: int) -> LockedOrder:
    """The same for an order that its supplier has.

    Raises:
        Refused: ``purchase_order_unknown``, ``purchase_order_cancelled`` or ``purchase_order_not_sent``.
    """
    locked = await lock_order(connection, number)
    if locked.order.state not in AT_SUPPLIER:
        raise Refused("purchase_order_not_sent", number=number)
    return locked


async def change_order(connection: AsyncConnection, number: int, /, **values: Any) -> None:  # noqa: ANN401 - column values
    """Write columns of a locked order."""
    await connection.execute(update(purchase_orders).where(purchase_orders.c.number == number).values(values))
