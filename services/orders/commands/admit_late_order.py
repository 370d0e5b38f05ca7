"""Admit a late order: its centre is reopened, the order confirmed, the centre sealed again, all at once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.commands.reopen_group_order import Reopening, reopen
from services.orders.commands.sealing import lock_cycle, seal
from services.orders.domain.entry import OrderState
from services.orders.domain.ledger import Transaction, TransactionKind, held
from services.orders.domain.sealing import refuse_admission
from services.orders.storage import ledger, order_changes
from services.orders.storage.cycle_tables import group_orders
from services.orders.storage.locked import Purse, lock_households, lock_orders, set_credit
from services.orders.storage.order_tables import household_orders
from services.orders.storage.versions import AnyRow
from shared.database import retry
from shared.kernel.clock import Clock, next_version
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused
from shared.messaging import outbox

_WHY = "late order admitted"


async def admit_late_order(engine: AsyncEngine, order_id: UUID, user_id: UUID, clock: Clock) -> None:
    """Confirm a late order from its household's credit; confirmed already, nothing changes.

    Raises:
        Refused: ``not_found``, ``order_not_late``, ``late_order_after_seal`` or ``late_order_lacks_credit``.
    """

    async def work(connection: AsyncConnection) -> None:
        sealed, order = await _lock(connection, order_id)
        if order.state == OrderState.CONFIRMED:
            return
        now = clock()
        await reopen(connection, Reopening(order.group_order_id, _WHY, user_id), now)
        await _confirm(connection, order, now)
        if sealed:
            await seal(connection, order.cycle, now, only=order.group_order_id)

    await retry(engine, work)


async def _lock(connection: AsyncConnection, order_id: UUID) -> tuple[bool, AnyRow]:
    """Whether the order's group order is sealed, and the order: all locked, and the order fit to be admitted."""
    table = household_orders.c
    place = (await connection.execute(select(table.cycle, table.group_order_id).where(table.id == order_id))).first()
    if place is None:
        raise Refused("not_found")
    marks = await lock_cycle(connection, place.cycle)
    group = select(group_orders.c.state).where(group_orders.c.id == place.group_order_id).with_for_update()
    state = await connection.scalar(group)
    order = (await lock_orders(connection, [order_id]))[order_id]
    if order.state != OrderState.CONFIRMED:
        refuse_admission(place.cycle, order.state, sealed=bool(marks and marks.sealed_version))
    return state == "sealed", order


async def _confirm(connection: AsyncConnection, order: AnyRow, now: datetime) -> None:
    purse = (await lock_households(connection, [order.household_id]))[order.household_id]
    left = purse.credit_cents - order.total_cents
    if left < 0:
        raise Refused("late_order_lacks_credit", missing_cents=-left)
    event = await order_changes.confirm(connection, order, next_version(order.version, now), purse, left)
    await set_credit(connection, {order.household_id: left})
    if order.total_cents:
        await ledger.append(connection, [_hold(order, purse, now)])
    await outbox.append(connection, [event])


def _hold(order: AnyRow, purse: Purse, now: datetime) -> Transaction:
    return Transaction(
        id=uuid7(),
        at=now,
        kind=TransactionKind.ORDER,
        till=order.centre,
        entries=held(purse.number, order.total_cents),
        cycle=order.cycle,
        order_id=order.id,
    )
