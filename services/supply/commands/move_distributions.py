"""Centres hand goods out on another day, because of goods that come on another: it is said again, louder.

Isolation: in the transaction that reports the incident, the cycle's row locked.
"""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.late_goods import LateGoods
from services.supply.queries.published_cycle import distributions_scheduled
from services.supply.storage.cycle_tables import cycle_centres
from shared.kernel.clock import next_version
from shared.messaging import outbox


async def move_distributions(connection: AsyncConnection, late: LateGoods, now: datetime) -> None:
    """Write the new dates, and publish ``DistributionScheduled`` of these centres with a higher version."""
    versions, of = {one.centre: one.version for one in late.distributions}, cycle_centres.c
    for one in late.moved:
        changed = update(cycle_centres).where(of.cycle == late.cycle, of.centre == one.centre)
        await connection.execute(
            changed.values(
                distribution_starts=one.new_starts,
                distribution_ends=one.new_ends,
                scheduled_version=next_version(versions[one.centre], now),
            )
        )
    told = {one.centre for one in late.moved}
    events = [event for event in await distributions_scheduled(connection, late.cycle) if event.centre in told]
    await outbox.append(connection, events)
