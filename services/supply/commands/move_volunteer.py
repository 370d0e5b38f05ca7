"""The coordinator moves a volunteer by hand; the next roster keeps to it until it is left to the roster again.

Isolation: READ COMMITTED with the cycle's row locked, which making a roster locks too.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.roster_by_hand import Against, Move, Objection, Verdict, objections_to, verdict_of
from services.supply.domain.rostering import Assignment, Roster, Volunteer
from services.supply.queries.roster import roster_of
from services.supply.queries.volunteers import volunteer_of
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.roster_tables import assignments, roster_choices, roster_moves, rosters
from services.supply.storage.upsert import put
from shared.database import retry
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class MoveAsked:
    """A move under the id its device made, of the roster in the version that was looked at."""

    move_id: UUID
    cycle: str
    move: Move
    base_version: int
    reason: str | None
    decided_by: UUID

    def row(self) -> dict[str, Any]:
        """What is kept of it."""
        its = {"move_id": self.move_id, "cycle": self.cycle, "volunteer": self.move.volunteer}
        return its | {"left_shift": self.move.left, "joined_shift": self.move.joined, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class MoveDone:
    """Whether it is new, and the roster's version since."""

    created: bool
    version: int


async def move_volunteer(engine: AsyncEngine, asked: MoveAsked) -> MoveDone:
    """Move a volunteer, or place or take out one; sent again it is the same move.

    Raises:
        Refused: ``cycle_unknown``, ``cycle_archived``, ``roster_not_made``, ``volunteer_unknown``, ``shift_unknown``,
            ``move_nowhere``, ``not_in_shift``, ``roster_changed``: somebody changed it meanwhile; ``move_differs``:
            another one has this id; ``already_in_shift``, ``two_places_at_once``; without a reason also
            ``skill_missing``, ``not_available``, ``hours_exceeded``.
    """

    async def work(connection: AsyncConnection) -> MoveDone:
        await lock_cycle(connection, asked.cycle)
        known = await _known(connection, asked)
        if known is not None:
            return MoveDone(created=False, version=known)
        roster = await roster_of(connection, asked.cycle)
        person = await volunteer_of(connection, asked.move.volunteer)
        if roster.version != asked.base_version:
            raise Refused("roster_changed", cycle=asked.cycle)
        _check(objections_to(roster, person, asked.move), asked.reason)
        return await _store(connection, asked, roster, person)

    return await retry(engine, work)


async def leave_to_roster(engine: AsyncEngine, cycle: str, volunteer: str) -> None:
    """Forget what was decided by hand of a volunteer: the next roster chooses again. Nobody moves before.

    Raises:
        Refused: ``cycle_unknown`` or ``cycle_archived``.
    """

    async def work(connection: AsyncConnection) -> None:
        await lock_cycle(connection, cycle)
        its = roster_choices.c
        gone = await connection.execute(
            delete(roster_choices).where(its.cycle == cycle, its.volunteer == volunteer).returning(its.shift)
        )
        if gone.all():
            await _next_version(connection, cycle)

    await retry(engine, work)


async def _known(connection: AsyncConnection, asked: MoveAsked) -> int | None:
    found = await connection.execute(select(roster_moves).where(roster_moves.c.move_id == asked.move_id))
    row = found.mappings().one_or_none()
    if row is None:
        return None
    if any(row[name] != value for name, value in asked.row().items()):
        raise Refused("move_differs", move=str(asked.move_id))
    return int(row["version"])


def _check(objections: list[Objection], reason: str | None) -> None:
    """Refuse with the gravest of what speaks against it."""
    verdict = verdict_of(objections)
    if verdict is Verdict.REFUSED or (verdict is Verdict.REASON and reason is None):
        raise _refusal(objections[0])


def _refusal(gravest: Objection) -> Refused:
    about = gravest.about
    match gravest.against:
        case Against.ALREADY_THERE:
            return Refused("already_in_shift", shift=about.shift)
        case Against.TWO_PLACES:
            return Refused("two_places_at_once", shift=about.shift, starts=about.starts, ends=about.ends)
        case Against.SKILL:
            return Refused("skill_missing", shift=about.shift)
        case Against.AWAY:
            return Refused("not_available", starts=about.starts, ends=about.ends)
        case _:
            return Refused("hours_exceeded", shift=about.shift, minutes=gravest.count, most=gravest.most)


async def _store(connection: AsyncConnection, asked: MoveAsked, roster: Roster, person: Volunteer) -> MoveDone:
    cycle, move = asked.cycle, asked.move
    if move.left is not None:
        its = assignments.c
        here = (its.cycle == cycle) & (its.shift == move.left) & (its.volunteer == move.volunteer)
        await connection.execute(delete(assignments).where(here))
        await _choose(connection, asked, move.left, placed=False)
    for shift in (shift for shift in roster.shifts if shift.shift == move.joined):
        one = Assignment.of(shift, person)
        row = {"cycle": cycle, "shift": one.shift, "volunteer": one.volunteer, "substitute": one.substitute}
        await connection.execute(insert(assignments), row)
        await _choose(connection, asked, shift.shift, placed=True)
    version = await _next_version(connection, cycle)
    kept = asked.row() | {"version": version, "decided_by": asked.decided_by}
    await connection.execute(insert(roster_moves), kept)
    return MoveDone(created=True, version=version)


async def _choose(connection: AsyncConnection, asked: MoveAsked, shift: str, *, placed: bool) -> None:
    row = {"cycle": asked.cycle, "volunteer": asked.move.volunteer, "shift": shift, "placed": placed}
    by = {"decided_by": asked.decided_by, "decided_at": func.now()}
    await put(connection, roster_choices, row | by | {"reason": asked.reason if placed else None})


async def _next_version(connection: AsyncConnection, cycle: str) -> int:
    its = rosters.c
    changed = update(rosters).where(its.cycle == cycle).values(version=its.version + 1, proven=False)
    return int(await connection.scalar(changed.returning(its.version)) or 0)
