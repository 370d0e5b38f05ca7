"""Admit a late order: it is confirmed, its centre's manifest made again, and the cycle's seal if it was written.

After ``CycleSealed`` too, until the cycle is settled here: nothing that was sealed changes, one order is
added. Its version is above the last seal's, by which supply knows an order that came after it bought.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.commands.sealing import lock_cycle, seal_again
from services.orders.domain.audit import Audited, AuditKind
from services.orders.domain.entry import OrderState
from services.orders.domain.ledger import Entry, Transaction, TransactionKind
from services.orders.domain.sealing import refuse_admission
from services.orders.storage import ledger, order_changes, solidarity_fund
from services.orders.storage.audit_rows import note
from services.orders.storage.cycle_tables import group_orders
from services.orders.storage.locked import Purse, lock_households, lock_orders, set_credit
from services.orders.storage.order_tables import household_orders, is_live, late_admissions
from services.orders.storage.versions import AnyRow
from shared.database import retry
from shared.kernel.clock import Clock, next_version
from shared.kernel.ids import uuid7
from shared.kernel.refusal import Refused
from shared.messaging import outbox


@dataclass(frozen=True, slots=True)
class Admission:
    """An admitted order: its household's cents set aside, and whether the whole cycle was sealed before."""

    total_cents: int
    after_seal: bool


@dataclass(frozen=True, slots=True)
class _Late:
    """An order in the tray, locked, with its cycle's marks and whether its centre is sealed."""

    order: AnyRow
    cycle: AnyRow
    sealed: bool


async def admit_late_order(engine: AsyncEngine, order_id: UUID, user_id: UUID, clock: Clock) -> Admission:
    """Confirm a late order from its household's credit; admitted already, the answer is the same again.

    Raises:
        Refused: ``not_found``, ``order_not_late``, ``late_order_after_settlement``, ``household_closed``,
            ``second_order``, ``late_order_lacks_credit`` or ``solidarity_fund_low``.
    """

    async def work(connection: AsyncConnection) -> Admission:
        late = await _lock(connection, order_id)
        admitted = await _admitted(connection, order_id)
        if admitted is not None and late.order.state == OrderState.CONFIRMED:
            return Admission(late.order.own_cents, admitted.after_seal)
        refuse_admission(late.cycle.code, OrderState(late.order.state), settled=late.cycle.settled_run is not None)
        now = clock()
        after_seal = late.cycle.sealed_version is not None
        version = next_version(max(late.order.version, late.cycle.sealed_version or 0), now)
        await _confirm(connection, late.order, version, now, user_id)
        row = {"order_id": order_id, "version": version, "after_seal": after_seal, "user_id": user_id}
        await connection.execute(insert(late_admissions).values(row))
        before, after = {"order": late.order.state}, {"order": OrderState.CONFIRMED.value}
        admission = Audited(AuditKind.LATE_ORDER_ADMITTED, str(order_id), user_id, before, after)
        await note(connection, admission, now)
        if late.sealed:
            await seal_again(connection, late.order.group_order_id, now)
        return Admission(late.order.own_cents, after_seal)

    return await retry(engine, work)


async def _lock(connection: AsyncConnection, order_id: UUID) -> _Late:
    """The cycle, the group order, then the order: all locked."""
    table = household_orders.c
    place = (await connection.execute(select(table.cycle, table.group_order_id).where(table.id == order_id))).first()
    cycle = await lock_cycle(connection, place.cycle) if place else None
    if place is None or cycle is None:
        raise Refused("not_found")
    group = select(group_orders.c.state).where(group_orders.c.id == place.group_order_id).with_for_update()
    state = await connection.scalar(group)
    return _Late((await lock_orders(connection, [order_id]))[order_id], cycle, sealed=state != "open")


async def _admitted(connection: AsyncConnection, order_id: UUID) -> Row[bool] | None:
    found = select(late_admissions.c.after_seal).where(late_admissions.c.order_id == order_id)
    return (await connection.execute(found)).one_or_none()


async def _confirm(connection: AsyncConnection, order: AnyRow, version: int, now: datetime, user_id: UUID) -> None:
    purse = (await lock_households(connection, [order.household_id]))[order.household_id]
    await _refuse_beside(connection, order, purse)
    left = purse.credit_cents - order.own_cents
    if left < 0:
        raise Refused("late_order_lacks_credit", missing_cents=-left)
    event = await order_changes.confirm(connection, order, version, purse, left)
    await set_credit(connection, {order.household_id: left})
    entries = order_changes.hold_entries(order, purse.number)
    if entries:
        await _take_from_fund(connection, order)
        await ledger.append(connection, [_hold(order, entries, now, user_id)])
    await outbox.append(connection, [event])


async def _refuse_beside(connection: AsyncConnection, order: AnyRow, purse: Purse) -> None:
    """Of what waited on a device: its household may be gone, or have another order."""
    if purse.is_closed:
        raise Refused("household_closed")
    table = household_orders.c
    same = (table.household_id == order.household_id, table.cycle == order.cycle, table.id != order.id)
    first = await connection.scalar(select(table.id).where(*same, is_live(household_orders)))
    if first is not None:
        raise Refused("second_order", first_order=str(first))


async def _take_from_fund(connection: AsyncConnection, order: AnyRow) -> None:
    if not await solidarity_fund.move(connection, -order_changes.fund_holds(order)):
        raise Refused("solidarity_fund_low", total_cents=order.total_cents)


def _hold(order: AnyRow, entries: tuple[Entry, ...], now: datetime, user_id: UUID) -> Transaction:
    return Transaction(
        id=uuid7(),
        at=now,
        kind=TransactionKind.ORDER,
        by=user_id,
        till=order.centre,
        entries=entries,
        cycle=order.cycle,
        order_id=order.id,
    )
