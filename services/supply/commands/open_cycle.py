"""The coordinator opens a cycle: from now on households advance money on its ceilings."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import RowMapping, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.catalogue_entries import cautions_of, freeze_entries
from services.supply.commands.tell_limits import tell_limits
from services.supply.domain.audit import AuditKind
from services.supply.domain.centre_dates import CentreDates, KnownCentre, Schedule, schedules
from services.supply.domain.opening import Caution
from services.supply.queries.network_settings import network_settings
from services.supply.queries.published_cycle import cycle_opened, distributions_scheduled
from services.supply.storage.audit_rows import cycle_audited, lock_catalogue
from services.supply.storage.cycle_rows import change_cycle, lock_cycle
from services.supply.storage.cycle_tables import cycle_centres, cycle_products
from services.supply.storage.demand_tables import centres
from shared.database import transaction
from shared.kernel.clock import Clock, next_version
from shared.messaging import outbox


async def open_cycle(engine: AsyncEngine, clock: Clock, cycle: str, by: UUID | None = None) -> list[Caution]:
    """Open a cycle that is ready and say what to be careful about; a cycle already opened stays as it is, and says it.

    Raises:
        Refused: ``cycle_unknown``, ``no_products``, ``ceiling_too_low`` or ``distribution_hours_invalid``.
    """
    async with transaction(engine) as connection, cycle_audited(connection, AuditKind.CYCLE_OPENED, cycle, by):
        row = await lock_cycle(connection, cycle)
        if row["state"] != "draft":
            return await cautions_of(connection, row, None)
        await lock_catalogue(connection)  # what is said of offers is what is stored (keep_offer)
        taking_part = await _schedules(connection, row)
        cautions = await freeze_entries(connection, row, None, _last_day(taking_part, row["distribution"]))
        version = next_version(row["version"], clock())
        await _freeze_dates(connection, cycle, taking_part, version)
        await change_cycle(connection, cycle, state="open", version=version, opened_version=version)
        opened = await cycle_opened(connection, cycle)
        await outbox.append(connection, [opened, *await distributions_scheduled(connection, cycle)])
        await tell_limits(connection, clock, cycle_products.c.cycle == cycle)
        return cautions


async def _schedules(connection: AsyncConnection, cycle: RowMapping) -> list[Schedule]:
    named = await connection.execute(select(cycle_centres).where(cycle_centres.c.cycle == cycle["cycle"]))
    known = await connection.execute(select(centres))
    return schedules(
        [
            CentreDates(row.centre, row.closes, row.distribution_starts, row.distribution_ends, row.place)
            for row in named
        ],
        [KnownCentre(row.centre, row.active, row.place) for row in known],
        cycle["distribution"],
        (await network_settings(connection)).hours,
    )


def _last_day(taking_part: Sequence[Schedule], day: date) -> date:
    return max((schedule.ends.date() for schedule in taking_part), default=day)


async def _freeze_dates(connection: AsyncConnection, cycle: str, taking_part: Sequence[Schedule], version: int) -> None:
    codes = [schedule.centre for schedule in taking_part]
    replaced = delete(cycle_centres).where(cycle_centres.c.cycle == cycle, cycle_centres.c.centre.in_(codes))
    await connection.execute(replaced)
    rows = [
        {
            "cycle": cycle,
            "centre": schedule.centre,
            "closes": schedule.closes,
            "distribution_starts": schedule.starts,
            "distribution_ends": schedule.ends,
            "place": schedule.place,
            "scheduled_version": version,
        }
        for schedule in taking_part
    ]
    if rows:
        await connection.execute(insert(cycle_centres), rows)
