"""Who helps where and when as a calendar, what is still lacking, who can help; and moving somebody by a form."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.roster_by_hand import exceptions_of, verdict_of
from services.supply.domain.rostering import Roster, Volunteer
from services.supply.domain.shifts import ShiftKind
from services.supply.queries.cycles import check_cycle_known
from services.supply.queries.names import Names, names_of
from services.supply.queries.roster import stored_roster
from services.supply.queries.roster_by_hand import Place, choices_in_list, places_for
from services.supply.queries.snapshot import snapshot
from services.supply.queries.volunteers import volunteer_names, volunteers_after
from services.supply.web.api.roster import RosterView, ShiftView
from services.supply.web.api.roster_moves import ChoiceView, CodeQuery
from services.supply.web.fields import CodePath
from services.supply.web.parts import Coordinator, Parts
from services.supply.web.roster_sentences import against
from shared.web.pages import page
from shared.web.translation import Reader, Translator

MOST_VOLUNTEERS = 5_000
WINDOWS = 3
"""How many empty lines there are for when somebody can come."""

router = APIRouter(prefix="/cycles", include_in_schema=False)


@router.get("/{cycle}/roster")
async def show_roster(
    cycle: CodePath, request: Request, parts: Parts, say: Reader, _actor: Coordinator, correct: CodeQuery | None = None
) -> HTMLResponse:
    """The days of a cycle with their shifts; a shift that lacks somebody says so. ``correct``: who is put right."""
    async with snapshot(parts.engine) as connection:
        await check_cycle_known(connection, cycle)
        names, roster = await names_of(connection, cycle), await stored_roster(connection, cycle)
        choices = await _choices(connection, cycle, names, say)
    named = await volunteers_after(parts.engine, None, MOST_VOLUNTEERS)
    people = {one.volunteer.volunteer: one for one in named}
    view = RosterView.of(cycle, roster) if roster else None
    return page(
        request,
        "cycles/roster.html",
        code=cycle,
        names=names,
        roster=view,
        days=_days(view.shifts) if view else [],
        shifts={one.shift: one for one in view.shifts} if view else {},
        missing={one.shift: one.missing for one in view.understaffed} if view else {},
        exceptions=_exceptions(roster, [one.volunteer for one in named], names, say) if roster else {},
        free=[code for code in people if roster and not roster.shifts_of(code)],
        choices=choices,
        volunteers=people,
        kinds=[kind.value for kind in ShiftKind],
        given=people.get(correct) if correct else None,
        windows=WINDOWS,
    )


@router.get("/{cycle}/roster/move")
async def show_move(  # noqa: PLR0913, PLR0917 - what a route is given
    cycle: CodePath,
    volunteer: CodeQuery,
    request: Request,
    parts: Parts,
    say: Reader,
    _actor: Coordinator,
    left: Annotated[CodeQuery | None, Query()] = None,
    to: Annotated[str | None, Query(max_length=64)] = None,
) -> HTMLResponse:
    """Every place that somebody could go to, with what speaks against it; nobody has to drag."""
    async with snapshot(parts.engine) as connection:
        await check_cycle_known(connection, cycle)
        names, people = await names_of(connection, cycle), await volunteer_names(connection)
        found = await places_for(connection, cycle, volunteer, left)
    places = [_shown(one, names, say) for one in found.places]
    return page(
        request,
        "cycles/roster_move.html",
        code=cycle,
        names=names,
        name=people[volunteer],
        volunteer=volunteer,
        left=found.left,
        version=found.version,
        to=to,
        days=[(day, list(those)) for day, those in groupby(places, key=lambda one: one["day"])],
    )


def _shown(place: Place, names: Names, say: Translator) -> dict[str, object]:
    why = [against(one, names, say) for one in place.objections]
    day = place.shift.starts.date() if place.shift else None
    return {"day": day, "shift": place.shift, "verdict": verdict_of(place.objections), "why": why}


async def _choices(
    connection: AsyncConnection, cycle: str, names: Names, say: Translator
) -> list[tuple[str, list[ChoiceView]]]:
    """By volunteer: they are left to the roster again one person at a time."""
    found = [ChoiceView.of(one, names, say) for one in await choices_in_list(connection, cycle)]
    found.sort(key=lambda one: (one.volunteer, not one.placed, one.shift))
    return [(volunteer, list(those)) for volunteer, those in groupby(found, key=lambda one: one.volunteer)]


def _exceptions(
    roster: Roster, people: Sequence[Volunteer], names: Names, say: Translator
) -> dict[tuple[str, str], list[str]]:
    """What speaks against people being where they are, by shift and volunteer."""
    return {
        (shift.shift, person.volunteer): [against(one, names, say) for one in exceptions_of(roster, person, shift)]
        for person in people
        for shift in roster.shifts_of(person.volunteer)
    }


def _days(shifts: list[ShiftView]) -> list[tuple[date, list[ShiftView]]]:
    """By day, then by start and place."""
    ordered = sorted(shifts, key=lambda one: (one.starts, one.centre or "", one.shift))
    return [(day, list(those)) for day, those in groupby(ordered, key=lambda one: one.starts.date())]
