"""The coordinator has the roster of a cycle made, as often as wanted: the last one stands."""

import asyncio

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.roster_choice import choose_roster
from services.supply.domain.rostering import Roster
from services.supply.domain.shifts import plan_shifts
from services.supply.queries.roster import work_of
from services.supply.queries.snapshot import snapshot
from services.supply.queries.volunteers import every_volunteer
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.roster_tables import assignments, rosters, shifts
from shared.database import transaction


async def make_roster(engine: AsyncEngine, cycle: str) -> Roster:
    """Make the roster from the orders and volunteers that are here, and store it in place of the last.

    The solver works in a thread, with no connection held; the same orders and volunteers give
    the same roster.

    Raises:
        Refused: ``cycle_unknown``.
    """
    async with snapshot(engine) as connection:
        work = await work_of(connection, cycle)
        volunteers = await every_volunteer(connection)
    planned = plan_shifts(work.delivery, work.loads)
    roster = await asyncio.to_thread(choose_roster, planned, volunteers)
    async with transaction(engine) as connection:
        await lock_cycle(connection, cycle)
        await _replace(connection, cycle, roster)
    return roster


async def _replace(connection: AsyncConnection, cycle: str, roster: Roster) -> None:
    """The old roster goes with its shifts and assignments."""
    await connection.execute(delete(rosters).where(rosters.c.cycle == cycle))
    await connection.execute(insert(rosters).values(cycle=cycle, proven=roster.proven))
    planned = [
        {
            "cycle": cycle,
            "shift": shift.shift,
            "centre": shift.centre,
            "kind": shift.kind.value,
            "starts": shift.starts,
            "ends": shift.ends,
            "needed": shift.needed,
        }
        for shift in roster.shifts
    ]
    taken = [
        {"cycle": cycle, "shift": one.shift, "volunteer": one.volunteer, "substitute": one.substitute}
        for one in roster.assignments
    ]
    for table, rows in ((shifts, planned), (assignments, taken)):
        if rows:
            await connection.execute(insert(table), rows)
