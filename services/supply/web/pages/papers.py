"""The papers of a cycle to print: of the round, and of each centre."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.supply.queries.cycles import check_cycle_known
from services.supply.queries.names import names_of
from services.supply.queries.roster import stored_roster
from services.supply.queries.snapshot import snapshot
from services.supply.queries.stops import is_settled, stops_of
from services.supply.web.fields import CodePath
from services.supply.web.parts import Coordinator, Parts
from shared.web.pages import page

router = APIRouter(prefix="/cycles", include_in_schema=False)


@router.get("/{cycle}/papers")
async def show_papers(cycle: CodePath, request: Request, parts: Parts, _actor: Coordinator) -> HTMLResponse:
    """What can be printed now; before the settlement that is the roster."""
    async with snapshot(parts.engine) as connection:
        await check_cycle_known(connection, cycle)
        names, stops = await names_of(connection, cycle), await stops_of(connection, cycle)
        settled, roster = await is_settled(connection, cycle), await stored_roster(connection, cycle)
    return page(
        request,
        "cycles/papers.html",
        code=cycle,
        names=names,
        stops=stops,
        settled=settled,
        rostered=roster is not None,
    )
