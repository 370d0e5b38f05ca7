"""The order table: the page of a centre, what keeps it without a network, and the code on a receipt."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from services.orders.commands.order_desk import OrderDesk
from services.orders.commands.register_centre import Centre
from services.orders.queries.centre_dates import centre_dates
from services.orders.queries.centres import list_centres
from services.orders.queries.cycles import latest_cycles
from services.orders.queries.languages import offered_languages
from services.orders.queries.one_moment import one_moment
from services.orders.web.api.desk import AtTable, Desk
from services.orders.web.cycle_parts import Parts
from services.orders.web.household_languages import language_choices, tongues_offered
from services.orders.web.pages.drawing import in_address
from shared.papers.qr import qr_svg
from shared.web.kept_pages import worker
from shared.web.pages import Pages, page
from shared.web.problems import Problem
from shared.web.roles import Actor

_SHOWN_CYCLES = 3

router = APIRouter(prefix="/table", include_in_schema=False)


async def _centres(desk: Desk, actor: AtTable) -> list[Centre]:
    """The centres whose table this actor may sit at."""
    found = await list_centres(desk.engine)
    return [centre for centre in found if actor.may_see(centre.code)]


Centres = Annotated[list[Centre], Depends(_centres)]
ManyIds = Annotated[list[UUID], Query(min_length=1, max_length=50)]


@router.get("")
async def show_table(request: Request, desk: Desk, centres: Centres) -> HTMLResponse:
    """The table of one's only centre, else the choice of one."""
    if len(centres) == 1:
        return await _table(request, desk, centres[0])
    return page(request, "table/choose.html", centres=centres, then="")


@router.get("/forms")
async def show_forms(request: Request, centres: Centres) -> HTMLResponse:
    """Where order forms filled by pen are keyed in: of one's only centre, else the choice of one."""
    if len(centres) == 1:
        return _forms(request, centres[0])
    return page(request, "table/choose.html", centres=centres, then="/forms")


@router.get("/worker.js")
async def get_worker(request: Request, _: AtTable) -> Response:
    """The service worker, with the list of what it is to keep: it changes with any of that."""
    pages: Pages = request.app.state.pages
    return worker(pages.assets, "/table", ("table/*.js", "table/*.css", "day/*.js", "day/*.css"))


@router.get("/offline")
async def show_offline(request: Request, _: AtTable) -> HTMLResponse:
    """What a device shows in place of the pages that need a network."""
    return page(request, "offline.html", back="/table")


@router.get("/codes/{order_id}.svg")
async def get_code(order_id: UUID, _: AtTable) -> Response:
    """An order's id as a QR code: read by a scanner when the order is handed over."""
    return Response(_drawn(order_id), media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=86400"})


@router.get("/codes/several.json")
def get_codes(order_id: ManyIds, _: AtTable) -> dict[str, str]:
    """The same of several orders by their ids, for a device's reserve; in a thread, for drawing takes its time."""
    return {str(one): _drawn(one) for one in order_id}


@router.get("/{centre}")
async def show_centre(request: Request, centre: str, desk: Desk, centres: Centres, actor: AtTable) -> HTMLResponse:
    """The table of this centre; another person's centre is as unknown as none.

    Raises:
        Problem: ``not_found``.
    """
    return await _table(request, desk, _one(centres, centre, actor))


@router.get("/{centre}/forms")
async def show_centre_forms(request: Request, centre: str, centres: Centres, actor: AtTable) -> HTMLResponse:
    """The same of this centre.

    Raises:
        Problem: ``not_found``.
    """
    return _forms(request, _one(centres, centre, actor))


@router.get("/{centre}/papers")
async def show_papers(request: Request, centre: str, centres: Centres, parts: Parts, actor: AtTable) -> HTMLResponse:
    """What is printed for the centre: poster and order form in each language, the slips of its households.

    Raises:
        Problem: ``not_found``.
    """
    one = _one(centres, centre, actor)
    async with one_moment(parts.engine) as connection:
        latest = [cycle for cycle in await latest_cycles(connection, _SHOWN_CYCLES) if cycle.opens is not None]
        dates = [(cycle, await centre_dates(connection, cycle.cycle, one.code)) for cycle in latest]
    taking_part = [(cycle, found) for cycle, found in dates if found is not None]
    at = {"table_address": _address(one), "in_address": in_address(one.code)}
    return page(request, "table/papers.html", centre=one, cycles=taking_part, tongues=language_choices(), **at)


def _drawn(order_id: UUID) -> str:
    return qr_svg(f"VRAC:order:{order_id}", fluid=True)


def _forms(request: Request, centre: Centre) -> HTMLResponse:
    return page(request, "table/forms.html", centre=centre, table_address=_address(centre))


def _address(centre: Centre) -> str:
    return f"/table/{in_address(centre.code)}"


async def _table(request: Request, desk: OrderDesk, centre: Centre) -> HTMLResponse:
    spoken = tongues_offered(await offered_languages(desk.engine))
    return page(request, "table/table.html", centre=centre, tongues=spoken, table_address=_address(centre))


def _one(centres: list[Centre], code: str, actor: Actor) -> Centre:
    actor.check_centre(code)
    for centre in centres:
        if centre.code == code:
            return centre
    raise Problem("not_found")
