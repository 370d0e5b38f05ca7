"""The volunteers as the coordinator entered them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.register_volunteer import NamedVolunteer
from services.supply.domain.rostering import Volunteer, Window
from services.supply.queries.snapshot import snapshot
from services.supply.storage.roster_tables import volunteer_windows, volunteers
from shared.kernel.refusal import Refused


async def volunteers_after(engine: AsyncEngine, after: str | None, limit: int) -> list[NamedVolunteer]:
    """At most ``limit`` volunteers whose codes come after ``after``, by code."""
    some = select(volunteers).where(volunteers.c.volunteer > (after or "")).order_by(volunteers.c.volunteer)
    async with snapshot(engine) as connection:
        return await _named(connection, some.limit(limit))


async def every_volunteer(connection: AsyncConnection) -> list[Volunteer]:
    """All of them, by code."""
    found = await _named(connection, select(volunteers).order_by(volunteers.c.volunteer))
    return [one.volunteer for one in found]


async def volunteer_of(connection: AsyncConnection, volunteer: str) -> Volunteer:
    """One of them.

    Raises:
        Refused: ``volunteer_unknown``.
    """
    found = await _named(connection, select(volunteers).where(volunteers.c.volunteer == volunteer))
    if not found:
        raise Refused("volunteer_unknown", volunteer=volunteer)
    return found[0].volunteer


async def volunteer_names(connection: AsyncConnection) -> dict[str, str]:
    """What each is called, by code: for the roster on the wall."""
    rows = await connection.execute(select(volunteers.c.volunteer, volunteers.c.name))
    return {row.volunteer: row.name for row in rows}


async def _named(connection: AsyncConnection, query: Select[Any]) -> list[NamedVolunteer]:
    rows: Sequence[Any] = (await connection.execute(query)).all()
    windows: dict[str, list[Window]] = {row.volunteer: [] for row in rows}
    theirs = select(volunteer_windows).where(volunteer_windows.c.volunteer.in_(list(windows)))
    for window in await connection.execute(theirs.order_by(volunteer_windows.c.starts, volunteer_windows.c.ends)):
        windows[window.volunteer].append(Window(window.starts, window.ends))
    return [
        NamedVolunteer(
            row.name,
            Volunteer(
                row.volunteer,
                row.centre,
                frozenset(row.skills),
                row.max_minutes,
                row.done_minutes,
                tuple(windows[row.volunteer]),
            ),
        )
        for row in rows
    ]
