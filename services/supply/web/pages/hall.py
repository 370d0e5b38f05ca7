"""The day of distribution: households by number at a tablet, what is left of the goods, the end of the day."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from services.supply.queries.centre_goods import day_view
from services.supply.queries.halls import Hall, halls, helping
from services.supply.queries.names import names_of
from services.supply.queries.snapshot import snapshot
from services.supply.queries.uncollected import uncollected
from services.supply.web.distribution_parts import AtCentre, seen_by
from services.supply.web.fields import CodePath
from services.supply.web.parts import Parts, SupplyParts
from shared.kernel.refusal import Refused
from shared.web.access import anyone
from shared.web.kept_pages import worker
from shared.web.pages import Pages, page
from shared.web.paging import MOST
from shared.web.roles import Actor, Role

router = APIRouter(prefix="/hall", include_in_schema=False)

Waiting = Annotated[int, Query(ge=0, le=10_000)]


@router.get("")
async def show_halls(request: Request, parts: Parts, actor: AtCentre) -> HTMLResponse:
    """The hall that is open, when there is one; else the choice of one."""
    async with snapshot(parts.engine) as connection:
        found = await halls(connection, seen_by(actor))
    still_open = [hall for hall in found if hall.closed_at is None]
    if len(still_open) == 1:
        return await _hall(request, parts, still_open[0])
    return page(request, "hall/choose.html", halls=found, today=parts.today())


@router.get("/worker.js")
async def get_worker(request: Request, _: AtCentre) -> Response:
    """The service worker that keeps these pages."""
    pages: Pages = request.app.state.pages
    return worker(pages.assets, "/hall", ("hall/*.css", "hall/*.js"), online="/[^/]+/[^/]+/(?:left|day)")


@router.get("/offline")
async def show_offline(request: Request, _: AtCentre) -> HTMLResponse:
    """What a device shows in place of the pages that need a network."""
    return page(request, "hall/offline.html", back="/hall")


@router.get("/signed-out", dependencies=[Depends(anyone)])
async def show_signed_out(request: Request, orders: Waiting = 0, day: Waiting = 0) -> HTMLResponse:
    """Where signing out leads: the device forgets the hall's households too, and says what still waits on it."""
    return page(request, "hall/signed_out.html", orders=orders, day=day)


@router.get("/{cycle}/{centre}")
async def show_hall(request: Request, cycle: CodePath, centre: CodePath, parts: Parts, actor: AtCentre) -> HTMLResponse:
    """The hall of a centre; another person's centre is as unknown as none."""
    return await _hall(request, parts, await _known(parts, cycle, centre, actor))


@router.get("/{cycle}/{centre}/day")
async def show_day(request: Request, cycle: CodePath, centre: CodePath, parts: Parts, actor: AtCentre) -> HTMLResponse:
    """What the centre was sent of each product and what became of it, to close the day."""
    hall = await _known(parts, cycle, centre, actor)
    async with snapshot(parts.engine) as connection:
        names = await names_of(connection, cycle)
        day = await day_view(connection, cycle, centre)
    coordinates = actor.has(Role.COORDINATOR)
    return page(request, "hall/day.html", hall=hall, names=names, day=day, coordinates=coordinates)


@router.get("/{cycle}/{centre}/left")
async def show_left(request: Request, cycle: CodePath, centre: CodePath, parts: Parts, actor: AtCentre) -> HTMLResponse:
    """What lies there: for sale to any member, or waiting for its household, released once its last day is over."""
    hall = await _known(parts, cycle, centre, actor)
    async with snapshot(parts.engine) as connection:
        names = await names_of(connection, cycle)
        day = await day_view(connection, cycle, centre)
        waiting = await uncollected(connection, cycle, centre, MOST)
    return page(request, "hall/left.html", hall=hall, names=names, day=day, waiting=waiting, today=parts.today())


async def _hall(request: Request, parts: SupplyParts, hall: Hall) -> HTMLResponse:
    async with snapshot(parts.engine) as connection:
        helpers = await helping(connection, hall, parts.today())
    return page(request, "hall/hall.html", hall=hall, helpers=helpers)


async def _known(parts: SupplyParts, cycle: str, centre: str, actor: Actor) -> Hall:
    """One hall.

    Raises:
        Refused: ``distribution_unknown``: no goods are handed out there, or it is not the actor's.
    """
    async with snapshot(parts.engine) as connection:
        found = await halls(connection, seen_by(actor))
    for hall in found:
        if (hall.cycle, hall.centre) == (cycle, centre):
            return hall
    raise Refused("distribution_unknown", cycle=cycle)
