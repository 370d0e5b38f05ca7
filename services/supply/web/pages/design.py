"""Pieces of supply alone in every state, drawn by what draws them on its pages."""

from datetime import datetime
from types import SimpleNamespace

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from services.supply.domain.roster_by_hand import Verdict
from services.supply.domain.shifts import ShiftKind
from services.supply.queries.names import Names
from services.supply.web.api.roster import AssignedView, ShiftView
from services.supply.web.design_figures import DESK, HALL
from shared.web.access import anyone
from shared.web.pages import page

_NAMES = Names("", {}, {}, {"DUC": "La Duchère"})
_PEOPLE = {"V1": "Amina", "V2": "Bilal", "V3": "Chantal", "V4": "Dilan"}

router = APIRouter(prefix="/design", include_in_schema=False, dependencies=[Depends(anyone)])


@router.get("/hall")
async def show_pieces_of_the_hall(request: Request) -> HTMLResponse:
    """Households in their states, in the list and served; who helps; what is left, fetched or sent back."""
    return page(request, "design/hall.html", **HALL)


@router.get("/desk")
async def show_pieces_of_the_desk(request: Request) -> HTMLResponse:
    """A price list, offers, suppliers, the proof of a settlement, photos of a delivery, a report and its page."""
    return page(request, "design/desk.html", **DESK)


@router.get("/roster")
async def show_pieces_of_a_roster(request: Request) -> HTMLResponse:
    """Shifts, filled and lacking somebody; who was moved, and is being moved; what speaks against it."""
    whole = _shift("whole", None, ShiftKind.REPACKING, ("V1", False), ("V2", False))
    lacking = _shift("lacking", "DUC", ShiftKind.DISTRIBUTION, ("V3", True))
    nobody = _shift("nobody", None, ShiftKind.RECEPTION)
    places = [
        {"shift": shift, "verdict": verdict, "why": [] if verdict is Verdict.FREE else ["…"]}
        for shift, verdict in (
            (None, Verdict.FREE),
            (whole, Verdict.FREE),
            (lacking, Verdict.REASON),
            (nobody, Verdict.REFUSED),
        )
    ]
    return page(
        request,
        "design/roster.html",
        code="2026-12",
        names=_NAMES,
        shifts=[whole, lacking, nobody],
        days=[(None, places[:1]), (whole.starts.date(), places[1:])],
        missing={"lacking": 1, "nobody": 2},
        exceptions={("whole", "V1"): (), ("whole", "V2"): (), ("lacking", "V3"): ("…",)},
        volunteers={code: SimpleNamespace(name=name) for code, name in _PEOPLE.items()},
    )


def _shift(shift: str, centre: str | None, kind: ShiftKind, *people: tuple[str, bool]) -> ShiftView:
    assigned = [AssignedView(volunteer=code, substitute=moved, by_hand=moved) for code, moved in people]
    starts, ends = datetime(2026, 12, 18, 9), datetime(2026, 12, 18, 12)  # noqa: DTZ001 - local times
    return ShiftView(shift=shift, centre=centre, kind=kind, starts=starts, ends=ends, needed=2, assigned=assigned)
