"""Reopen a centre's group order: the coordinator's to do, with a reason, until the whole cycle is sealed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.commands.open_cycle import opened_event
from services.orders.commands.sealing import lock_cycle
from services.orders.domain.audit import Audited, AuditKind
from services.orders.domain.entry import OrderState
from services.orders.domain.sealing import refuse_reopening
from services.orders.storage.audit_rows import note
from services.orders.storage.cycle_tables import group_orders, reopenings
from services.orders.storage.household_tables import households
from services.orders.storage.order_tables import household_orders, is_live
from services.orders.storage.versions import least_version
from shared.database import retry
from shared.kernel.clock import Clock
from shared.kernel.refusal import Refused, check_same_reason
from shared.messaging import outbox


@dataclass(frozen=True, slots=True)
class Reopening:
    """Which group order is reopened, by whom and why."""

    group_order_id: UUID
    reason: str
    user_id: UUID


async def reopen_group_order(engine: AsyncEngine, reopening: Reopening, clock: Clock) -> None:
    """Reopen it; open already, nothing changes. Orders that lapsed when it was sealed wait for payment again.

    Raises:
        Refused: ``not_found``, ``cycle_sealed``, ``reopening_needs_reason`` or ``reason_differs``.
    """

    async def work(connection: AsyncConnection) -> None:
        cycle = select(group_orders.c.cycle).where(group_orders.c.id == reopening.group_order_id)
        code = await connection.scalar(cycle)
        if code is None:
            raise Refused("not_found")
        marks = await lock_cycle(connection, code)
        refuse_reopening(code, sealed=bool(marks and marks.sealed_version), reason=reopening.reason)
        now = clock()
        await _reopen(connection, reopening, now)
        await _wait_again(connection, reopening.group_order_id, now)

    await retry(engine, work)


async def _reopen(connection: AsyncConnection, reopening: Reopening, now: datetime) -> None:
    """Open a sealed group order of a locked cycle again and tell; one that is open stays as it is."""
    table = group_orders
    sealed = update(table).where(table.c.id == reopening.group_order_id, table.c.state == "sealed")
    version = func.greatest(table.c.version + 1, least_version(now))
    manifest = {"sealed_orders": None, "sealed_held_cents": None, "sealed_digest": None}
    opened = await connection.execute(sealed.values(state="open", version=version, **manifest).returning(table))
    row = opened.one_or_none()
    if row is None:
        check_same_reason(await _last_reason(connection, reopening.group_order_id), reopening.reason.strip())
        return
    why = {"reason": reopening.reason.strip(), "user_id": reopening.user_id}
    await connection.execute(insert(reopenings).values(group_order_id=row.id, version=row.version, **why))
    await outbox.append(connection, [opened_event(row)])
    about, (before, after) = f"{row.cycle}/{row.centre}", ({"group_order": "sealed"}, {"group_order": "open"})
    reopened = Audited(AuditKind.GROUP_ORDER_REOPENED, about, reopening.user_id, before, after)
    await note(connection, reopened, now)


async def _last_reason(connection: AsyncConnection, group_order_id: UUID) -> str | None:
    found = select(reopenings.c.reason).where(reopenings.c.group_order_id == group_order_id)
    return await connection.scalar(found.order_by(reopenings.c.version.desc()).limit(1))


async def _wait_again(connection: AsyncConnection, group_order_id: UUID, now: datetime) -> None:
    """Each household's last lapsed order waits again, unless it has a live one by now or moved to another centre."""
    table, other = household_orders, household_orders.alias("other")
    live = exists().where(other.c.household_id == table.c.household_id, other.c.cycle == table.c.cycle, is_live(other))
    newest_first = (table.c.placed_at.desc(), table.c.id.desc())
    place = func.row_number().over(partition_by=table.c.household_id, order_by=newest_first).label("place")
    lapsed = table.c.state == OrderState.LAPSED
    here = exists().where(households.c.id == table.c.household_id, households.c.centre == table.c.centre)
    found = select(table.c.id, place).where(table.c.group_order_id == group_order_id, lapsed, ~live, here)
    ranked = found.subquery("ranked")
    again = update(table).where(table.c.id == ranked.c.id, ranked.c.place == 1)
    version = func.greatest(table.c.version + 1, least_version(now))
    await connection.execute(again.values(state=OrderState.WAITING, version=version))
