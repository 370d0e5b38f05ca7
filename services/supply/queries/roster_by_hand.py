"""What was decided by hand of a cycle's roster, and what speaks for or against another place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.roster_by_hand import Choice, Move, Objection, exceptions_of, objections_to, shift_of
from services.supply.domain.rostering import Roster, Volunteer
from services.supply.domain.shifts import Shift
from services.supply.queries.roster import roster_of, stored_roster
from services.supply.queries.volunteers import every_volunteer, volunteer_of
from services.supply.storage.roster_tables import roster_choices

_chosen = roster_choices.c


@dataclass(frozen=True, slots=True)
class Place:
    """A shift that a volunteer could be moved to (None: to none), and all that speaks against it."""

    shift: Shift | None
    objections: Sequence[Objection]


@dataclass(frozen=True, slots=True)
class Places:
    """Where a volunteer is moved from, in which version of the roster, and where they could go."""

    version: int
    volunteer: Volunteer
    left: Shift | None
    places: Sequence[Place]


@dataclass(frozen=True, slots=True)
class ChoiceInList:
    """What was decided by hand; ``stands``: the roster as it is keeps to it."""

    shift: str
    volunteer: str
    placed: bool
    reason: str | None
    decided_by: UUID
    decided_at: datetime
    stands: bool
    objections: Sequence[Objection]


async def choices_of(connection: AsyncConnection, cycle: str) -> tuple[Choice, ...]:
    """What the next roster of a cycle must keep to."""
    query = select(_chosen.shift, _chosen.volunteer, _chosen.placed).where(_chosen.cycle == cycle)
    return tuple(sorted(Choice(*row) for row in await connection.execute(query)))


async def choices_in_list(connection: AsyncConnection, cycle: str) -> list[ChoiceInList]:
    """The same with who decided it, when, why, and what speaks against it as things stand; by shift and volunteer."""
    roster = await stored_roster(connection, cycle) or Roster((), (), proven=False)
    people = {one.volunteer: one for one in await every_volunteer(connection)}
    query = select(roster_choices).where(_chosen.cycle == cycle).order_by(_chosen.shift, _chosen.volunteer)
    there = {(one.shift, one.volunteer) for one in roster.assignments}
    return [
        ChoiceInList(
            row.shift,
            row.volunteer,
            row.placed,
            row.reason,
            row.decided_by,
            row.decided_at,
            stands=((row.shift, row.volunteer) in there) == row.placed,
            objections=_objections(roster, people[row.volunteer], row.shift) if row.placed else (),
        )
        for row in await connection.execute(query)
    ]


def _objections(roster: Roster, person: Volunteer, shift: str) -> Sequence[Objection]:
    found = (one for one in roster.shifts_of(person.volunteer) if one.shift == shift)
    return next((exceptions_of(roster, person, one) for one in found), [])


async def places_for(connection: AsyncConnection, cycle: str, volunteer: str, left: str | None) -> Places:
    """Every other shift, and none, for a volunteer who is in ``left``.

    Raises:
        Refused: ``roster_not_made``, ``volunteer_unknown``, ``shift_unknown`` or ``not_in_shift``.
    """
    roster, person = await roster_of(connection, cycle), await volunteer_of(connection, volunteer)
    from_shift = None if left is None else shift_of(roster, left)
    to: list[Shift | None] = [shift for shift in roster.shifts if shift != from_shift]
    if left is not None:
        to.append(None)
    return Places(
        roster.version,
        person,
        from_shift,
        [Place(one, objections_to(roster, person, Move(volunteer, left, one.shift if one else None))) for one in to],
    )
