"""Seal one centre's group order: the volunteer says that the table is closed."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.commands.sealing import lock_cycle, seal
from services.orders.domain.audit import Audited, AuditKind
from services.orders.storage.audit_rows import note
from services.orders.storage.cycle_tables import group_orders
from shared.database import retry
from shared.kernel.clock import Clock
from shared.kernel.refusal import Refused


async def seal_group_order(
    engine: AsyncEngine, group_order_id: UUID, clock: Clock, version: int | None = None, *, by: UUID | None = None
) -> None:
    """Seal it, and its cycle if it was the last; sealed already, nothing changes.

    ``version`` is the open group order that whoever seals has seen, ``None`` for whatever it is: a request
    that a device repeats after the coordinator opened the centre again must not seal it again.

    Raises:
        Refused: ``not_found``: there is no such group order; ``group_order_changed``: it was opened again.
    """

    async def work(connection: AsyncConnection) -> None:
        cycle = await connection.scalar(select(group_orders.c.cycle).where(group_orders.c.id == group_order_id))
        if cycle is None:
            raise Refused("not_found")
        await lock_cycle(connection, cycle)
        await _refuse_older(connection, group_order_id, version)
        now = clock()
        for sealed in await seal(connection, cycle, now, only=group_order_id):
            about, (before, after) = f"{cycle}/{sealed.centre}", ({"group_order": "open"}, {"group_order": "sealed"})
            await note(connection, Audited(AuditKind.GROUP_ORDER_SEALED, about, by, before, after), now)

    await retry(engine, work)


async def _refuse_older(connection: AsyncConnection, group_order_id: UUID, version: int | None) -> None:
    """Whoever reopens locks the cycle too: under its lock the version is what it is."""
    is_open = (group_orders.c.id == group_order_id) & (group_orders.c.state == "open")
    now = await connection.scalar(select(group_orders.c.version).where(is_open))
    if None not in (version, now) and version != now:
        raise Refused("group_order_changed", version=now)
