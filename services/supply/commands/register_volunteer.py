"""The coordinator enters or corrects a volunteer: where, what they can do, how long and when."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.rostering import Volunteer, Window
from services.supply.storage.roster_tables import volunteer_windows, volunteers
from services.supply.storage.upsert import put
from shared.database import transaction
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class NamedVolunteer:
    """A volunteer with the name that papers show."""

    name: str
    volunteer: Volunteer


async def register_volunteer(engine: AsyncEngine, wanted: NamedVolunteer, *, only_new: bool = False) -> bool:
    """Store a volunteer, the windows replaced whole; whether it is new. Rosters already made stay as they are.

    Raises:
        Refused: ``code_taken`` if there is one and it was to be ``only_new``.
    """
    one = wanted.volunteer
    row = {
        "volunteer": one.volunteer,
        "centre": one.centre,
        "name": wanted.name,
        "skills": sorted(one.skills),
        "max_minutes": one.max_minutes,
        "done_minutes": one.done_minutes,
    }
    async with transaction(engine) as connection:
        new = await put(connection, volunteers, row)
        if only_new and not new:
            raise Refused("code_taken", taken=one.volunteer)
        await _replace_windows(connection, one.volunteer, one.available)
        return new


async def _replace_windows(connection: AsyncConnection, volunteer: str, windows: Iterable[Window]) -> None:
    await connection.execute(delete(volunteer_windows).where(volunteer_windows.c.volunteer == volunteer))
    rows = [{"volunteer": volunteer, "starts": window.starts, "ends": window.ends} for window in sorted(set(windows))]
    if rows:
        await connection.execute(insert(volunteer_windows), rows)
