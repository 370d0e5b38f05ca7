"""Who helps where and when, what is still lacking, and who can help."""

from datetime import date
from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.supply.domain.shifts import ShiftKind
from services.supply.queries.cycles import check_cycle_known
from services.supply.queries.names import names_of
from services.supply.queries.roster import made_roster
from services.supply.queries.snapshot import snapshot
from services.supply.queries.volunteers import volunteers_after
from services.supply.web.api.roster import RosterView, ShiftView
from services.supply.web.fields import CodePath
from services.supply.web.parts import Coordinator, Parts, SupplyParts
from shared.kernel.refusal import Refused
from shared.web.pages import page

MOST_VOLUNTEERS = 5_000
WINDOWS = 3

router = APIRouter(prefix="/cycles", include_in_schema=False)


@router.get("/{cycle}/roster")
async def show_roster(cycle: CodePath, request: Request, parts: Parts, _actor: Coordinator) -> HTMLResponse:
    """The days of a cycle with their shifts; a shift that lacks somebody says so."""
    async with snapshot(parts.engine) as connection:
        await check_cycle_known(connection, cycle)
        names = await names_of(connection, cycle)
    roster = await _roster(parts, cycle)
    volunteers = await volunteers_after(parts.engine, None, MOST_VOLUNTEERS)
    return page(
        request,
        "cycles/roster.html",
        code=cycle,
        names=names,
        roster=roster,
        days=_days(roster.shifts) if roster else [],
        missing={one.shift: one.missing for one in roster.understaffed} if roster else {},
        volunteers={named.volunteer.volunteer: named for named in volunteers},
        kinds=[kind.value for kind in ShiftKind],
        windows=WINDOWS,
    )


async def _roster(parts: SupplyParts, cycle: str) -> RosterView | None:
    try:
        return RosterView.of(cycle, await made_roster(parts.engine, cycle))
    except Refused:
        return None


def _days(shifts: list[ShiftView]) -> list[tuple[date, list[ShiftView]]]:
    """By day, then by start and place."""
    ordered = sorted(shifts, key=lambda one: (one.starts, one.centre or "", one.shift))
    return [(day, list(those)) for day, those in groupby(ordered, key=lambda one: one.starts.date())]
