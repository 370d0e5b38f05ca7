"""The coordinator has the roster of a cycle made, as often as wanted: the last one stands."""

import asyncio
from dataclasses import replace

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.roster_choice import choose_roster
from services.supply.domain.rostering import Roster
from services.supply.domain.shifts import plan_shifts
from services.supply.queries.roster import stored_roster, work_of
from services.supply.queries.roster_by_hand import choices_of
from services.supply.queries.snapshot import snapshot
from services.supply.queries.volunteers import every_volunteer
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.roster_tables import assignments, rosters, shifts
from shared.database import transaction


async def make_roster(engine: AsyncEngine, cycle: str) -> Roster:
    """Make the roster from the orders and volunteers that are here, and store it in place of the last.

    What was decided by hand is kept. The solver works in a thread, with no connection held, and begins anew when
    something was decided by hand meanwhile. The same orders, volunteers and choices give the same roster.

    Raises:
        Refused: ``cycle_unknown`` or ``cycle_archived``.
    """
    while True:
        async with snapshot(engine) as connection:
            work = await work_of(connection, cycle)
            volunteers, by_hand = await every_volunteer(connection), await choices_of(connection, cycle)
        planned = plan_shifts(work.delivery, work.loads)
        roster = await asyncio.to_thread(choose_roster, planned, volunteers, by_hand)
        async with transaction(engine) as connection:
            await lock_cycle(connection, cycle)
            if await choices_of(connection, cycle) == by_hand:
                return await _stored(connection, cycle, roster)


async def _stored(connection: AsyncConnection, cycle: str, roster: Roster) -> Roster:
    """The roster in its next version; one that says what the last said is that one."""
    before = await stored_roster(connection, cycle)
    if before is not None and replace(roster, version=before.version) == before:
        return before
    stored = replace(roster, version=before.version + 1 if before else 1)
    await _replace(connection, cycle, stored)
    return stored


async def _replace(connection: AsyncConnection, cycle: str, roster: Roster) -> None:
    """The old roster goes with its shifts and assignments."""
    await connection.execute(delete(rosters).where(rosters.c.cycle == cycle))
    await connection.execute(insert(rosters).values(cycle=cycle, proven=roster.proven, version=roster.version))
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
