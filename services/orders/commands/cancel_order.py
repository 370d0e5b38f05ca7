"""Cancel a household order while its centre is open: what it held is the household's credit again, or the fund's."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.commands.place_order import Placed
from services.orders.domain.author import Author
from services.orders.domain.entry import LIVE, OrderState, refuse_change
from services.orders.domain.ledger import Entry, Transaction, TransactionKind
from services.orders.storage import ledger, order_changes, solidarity_fund
from services.orders.storage.locked import lock_households, lock_orders, set_credit, share_group_orders
from services.orders.storage.order_tables import household_orders
from services.orders.storage.stored_orders import may_see, read_written
from shared.database import retry
from shared.kernel.clock import next_version
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused
from shared.messaging import outbox


async def cancel_order(desk: OrderDesk, order_id: UUID, version: int | None, author: Author) -> Placed:
    """Cancel it; cancelled already, the answer is the same again.

    Args:
        desk: Of this process.
        order_id: Which order.
        version: The version that is cancelled; ``None`` for whatever it is now.
        author: Who cancels it.

    Raises:
        Refused: ``order_unknown``, ``centre_sealed``, ``order_changed`` or ``order_not_open``; nothing changes.
    """

    async def work(connection: AsyncConnection) -> Placed:
        order = await _lock(connection, order_id, author.centres)
        if order.state != OrderState.CANCELLED:
            _check(order, version)
            await _cancel(connection, order, desk.clock(), author)
        written = await read_written(connection, order_id)
        if written is None:
            raise Refused("order_unknown")
        return Placed(order_id, written, is_new=False)

    return await retry(desk.engine, work)


async def _lock(connection: AsyncConnection, order_id: UUID, centres: frozenset[str] | None) -> Row[Any]:
    table = household_orders.c
    found = select(table.group_order_id).where(table.id == order_id, may_see(table.centre, centres))
    group_order_id = await connection.scalar(found)
    if group_order_id is None:
        raise Refused("order_unknown")
    states = await share_group_orders(connection, [group_order_id])
    order = (await lock_orders(connection, [order_id]))[order_id]
    if states[group_order_id] != "open" and order.state != OrderState.CANCELLED:
        raise Refused("centre_sealed")
    return order


def _check(order: Row[Any], version: int | None) -> None:
    if version is not None and version != order.version:
        raise Refused("order_changed", version=order.version)
    if order.state not in LIVE:
        refuse_change(OrderState(order.state))


async def _cancel(connection: AsyncConnection, order: Row[Any], now: datetime, author: Author) -> None:
    purse = (await lock_households(connection, [order.household_id]))[order.household_id]
    held = order.state == OrderState.CONFIRMED
    credit_cents = purse.credit_cents + (order.own_cents if held else 0)
    event = await order_changes.cancel(connection, order, next_version(order.version, now), purse, credit_cents)
    await set_credit(connection, {order.household_id: credit_cents})
    entries = order_changes.release_entries(order, purse.number) if held else ()
    if entries:
        await solidarity_fund.move(connection, order_changes.fund_holds(order))
        await ledger.append(connection, [_release(order, entries, now, author)])
    await outbox.append(connection, [event] if event else [])


def _release(order: Row[Any], entries: tuple[Entry, ...], now: datetime, author: Author) -> Transaction:
    return Transaction(
        id=uuid7(),
        at=now,
        kind=TransactionKind.RELEASE,
        by=author.user_id,
        till=order.centre,
        entries=entries,
        cycle=order.cycle,
        order_id=order.id,
    )
