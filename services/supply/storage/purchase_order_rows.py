"""One purchase order, locked for what changes it, and the conditions on the state of several."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.audit import Audited, AuditKind, State
from services.supply.domain.purchase_order import AT_SUPPLIER, DECIDED, PurchaseOrderState
from services.supply.storage.audit_rows import note
from services.supply.storage.buying_tables import purchase_orders
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.cycle_tables import cycles
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class LockedOrder:
    """A purchase order and the row of its cycle, which is locked."""

    cycle: RowMapping
    order: Row[Any]


def at_supplier() -> ColumnElement[bool]:
    """Whether a supplier has the order and it stands."""
    return purchase_orders.c.state.in_(AT_SUPPLIER)


def taken_back() -> ColumnElement[bool]:
    """Whether the coordinator took an order back by a named choice: nothing of it comes, and nothing replaces it.

    Its last amendment says so. A draft that was cancelled because its plan was replaced has none.
    """
    order = purchase_orders.c
    return (order.state == PurchaseOrderState.CANCELLED) & (order.amendment > 0)


def decided() -> ColumnElement[bool]:
    """Whether the plan behind the order is being carried out."""
    return purchase_orders.c.state.in_(DECIDED) | taken_back()


async def lock_order(connection: AsyncConnection, number: int) -> LockedOrder:
    """The order, its cycle locked: planning, ordering and settling of one cycle follow each other.

    Raises:
        Refused: ``purchase_order_unknown``.
    """
    query = select(purchase_orders).where(purchase_orders.c.number == number)
    found = (await connection.execute(query)).one_or_none()
    if found is None:
        raise Refused("purchase_order_unknown", number=number)
    cycle = await lock_cycle(connection, found.cycle)
    return LockedOrder(cycle, (await connection.execute(query)).one())


async def read_order(connection: AsyncConnection, number: int) -> LockedOrder:
    """The same, nothing locked: to look at.

    Raises:
        Refused: ``purchase_order_unknown``.
    """
    found = (await connection.execute(select(purchase_orders).where(purchase_orders.c.number == number))).one_or_none()
    if found is None:
        raise Refused("purchase_order_unknown", number=number)
    cycle = (await connection.execute(select(cycles).where(cycles.c.cycle == found.cycle))).mappings().one()
    return LockedOrder(cycle, found)


def check_not_cancelled(order: Row[Any]) -> None:
    """Do nothing for an order that stands.

    Raises:
        Refused: ``purchase_order_cancelled``.
    """
    if order.state == PurchaseOrderState.CANCELLED:
        raise Refused("purchase_order_cancelled", number=order.number)


def check_sent(order: Row[Any]) -> None:
    """Do nothing for an order that its supplier has.

    Raises:
        Refused: ``purchase_order_cancelled`` or ``purchase_order_not_sent``.
    """
    check_not_cancelled(order)
    if order.state not in AT_SUPPLIER:
        raise Refused("purchase_order_not_sent", number=order.number)


def check_was_sent(order: Row[Any]) -> None:
    """Do nothing for an order that was sent, though it may be cancelled since: its supplier must hear of that.

    Raises:
        Refused: ``purchase_order_cancelled`` or ``purchase_order_not_sent``.
    """
    if order.sent_at is None:
        check_sent(order)


def check_not_amended_since(order: Row[Any], amendment: int) -> None:
    """Do nothing when ``amendment`` is the one in force: whoever asks has seen what the supplier is asked for.

    Raises:
        Refused: ``purchase_order_amended``.
    """
    if order.amendment != amendment:
        raise Refused("purchase_order_amended", number=order.number, amendment=order.amendment)


async def change_order(connection: AsyncConnection, number: int, /, **values: Any) -> None:  # noqa: ANN401 - column values
    """Write columns of a locked order."""
    await connection.execute(update(purchase_orders).where(purchase_orders.c.number == number).values(values))


async def note_sent(
    connection: AsyncConnection, order: Row[Any], sent_by: UUID, now: datetime, network: dict[str, str] | None
) -> None:
    """Note that a locked order left for its supplier, and who it says orders.

    One that was sent before, and a draft, stay as they are.
    """
    if order.state == PurchaseOrderState.APPROVED:
        sent = {"sent_by": sent_by, "sent_at": now, "network": network}
        await change_order(connection, order.number, state=PurchaseOrderState.SENT, **sent)
        await note_order(connection, AuditKind.ORDER_SENT, order, sent_by, {"order": PurchaseOrderState.SENT.value})


async def note_order(
    connection: AsyncConnection, kind: AuditKind, order: Row[Any], by: UUID, after: State, **before: int
) -> None:
    """Add to the audit trail what became of a locked order as it was read."""
    was = {"order": order.state, **before}
    await note(connection, Audited(kind, str(order.number), by, was, after))


def total_of(order: Row[Any]) -> int:
    """What an order comes to, in cents with VAT."""
    return int(order.goods_cents + order.delivery_cents + order.vat_cents)
