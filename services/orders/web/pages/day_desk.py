"""The pages of the day of distribution on which money moves, with or without a network: deposits, and sales."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from services.orders.commands.register_centre import Centre
from services.orders.queries.containers import containers_after
from services.orders.queries.goods_for_sale import SettledCycle, settled_cycles_of
from services.orders.web.api.desk import AtTable, Desk
from services.orders.web.household_languages import tongues
from services.orders.web.pages.order_table import Centres
from shared.web.pages import page
from shared.web.paging import MOST, PRINTABLE
from shared.web.problems import Problem
from shared.web.roles import Role

router = APIRouter(prefix="/table", include_in_schema=False)

Wanted = Annotated[str | None, Query(max_length=64, pattern=PRINTABLE)]
LATEST = 12


@router.get("/{centre}/deposits")
async def show_deposits(request: Request, centre: str, centres: Centres, desk: Desk, actor: AtTable) -> HTMLResponse:
    """What households bring back or take along at a centre; the coordinator says which containers there are."""
    containers = await containers_after(desk.engine, "", MOST)
    here, coordinates = _one_of(centres, centre), actor.has(Role.COORDINATOR)
    return page(request, "day/deposits.html", centre=here, containers=containers, coordinates=coordinates)


@router.get("/{centre}/sales")
async def show_sales(request: Request, centre: str, centres: Centres, desk: Desk, cycle: Wanted = None) -> HTMLResponse:
    """Surplus and uncollected goods of a settled cycle: of the last one, unless another is named."""
    here = _one_of(centres, centre)
    async with desk.engine.connect() as connection:
        found = await settled_cycles_of(connection, here.code, LATEST)
    cycles = [{"cycle": one.cycle, "name": one.name} for one in found]
    return page(request, "day/sales.html", centre=here, cycles=cycles, sold=_named(found, cycle), tongues=tongues())


def _one_of(centres: list[Centre], code: str) -> Centre:
    """Another person's centre is as unknown as none."""
    for centre in centres:
        if centre.code == code:
            return centre
    raise Problem("not_found")


def _named(found: list[SettledCycle], code: str | None) -> SettledCycle | None:
    if code is None:
        return found[0] if found else None
    for one in found:
        if one.cycle == code:
            return one
    raise Problem("not_found")
