"""Each centre's orders of a cycle: how many, who still has to pay, sealing them, opening them again, what lapsed."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.sealing import CycleState
from services.orders.queries.centres import names_of_centres
from services.orders.queries.cycles import Cycle, latest_cycles
from services.orders.queries.group_orders import GroupOrder, group_orders_of_cycle
from services.orders.queries.lapsed import lapsed_orders
from services.orders.queries.one_moment import one_moment
from services.orders.queries.order_pages import OrderPage
from services.orders.queries.seals import reopened, still_as_sealed, still_open
from services.orders.queries.till import waiting_at_till
from services.orders.web.api.cycles import known_cycle
from services.orders.web.api.desk import AtTable, Desk, seen_by
from services.orders.web.api.fields import Code
from services.orders.web.pages.drawing import draw
from services.orders.web.reasons import LAPSED
from shared.web.dead_letter_routes import PutAsideHere
from shared.web.devices import Devices
from shared.web.paging import PRINTABLE
from shared.web.problems import Problem

SHOWN: Final = 100
_OTHERS: Final = 3

router = APIRouter(prefix="/sealing", include_in_schema=False)


async def _cycles(
    desk: Desk, cycle: Annotated[str, Query(max_length=64, pattern=PRINTABLE)] = ""
) -> tuple[Cycle | None, list[Cycle]]:
    """The cycle that was asked for, else the one that takes orders, else the latest; and the latest beside it."""
    async with desk.engine.connect() as connection:
        latest = list(await latest_cycles(connection, _OTHERS))
        if cycle:
            asked: Cycle | None = await known_cycle(connection, cycle)
        else:
            asked = next((one for one in latest if one.state is CycleState.OPEN), latest[0] if latest else None)
    return asked, [one for one in latest if one != asked]


Cycles = Annotated[tuple[Cycle | None, list[Cycle]], Depends(_cycles)]


@router.get("")
async def show_all(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    request: Request,
    desk: Desk,
    actor: AtTable,
    cycles: Cycles,
    put_aside: PutAsideHere,
    after: UUID | None = None,
) -> HTMLResponse:
    """One's only centre, else which centres have sealed, with their figures, and all their orders that lapsed."""
    if not actor.sees_every_centre and len(actor.centres) == 1:
        return await show_one(request, min(actor.centres), desk, actor, cycles, put_aside, after)
    cycle, others = cycles
    async with one_moment(desk.engine) as connection:
        groups = await group_orders_of_cycle(connection, cycle.cycle, seen_by(actor)) if cycle else []
        page = OrderPage(after, SHOWN)
        lapsed = await lapsed_orders(connection, cycle.cycle, seen_by(actor), page) if cycle else []
    return draw(
        request,
        desk,
        "sealing/all.html",
        cycle=cycle,
        others=others,
        put_aside=put_aside if actor.sees_every_centre else 0,
        groups=groups,
        lapsed=lapsed[:SHOWN],
        more=len(lapsed) > SHOWN,
        lapsed_says=LAPSED,
        names=await names_of_centres(desk.engine),
    )


@router.get("/{centre}")
async def show_one(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    request: Request,
    centre: Annotated[Code, Path()],
    desk: Desk,
    actor: AtTable,
    cycles: Cycles,
    put_aside: PutAsideHere,
    after: UUID | None = None,
) -> HTMLResponse:
    """One centre: what counts, who has not paid yet, what follows from sealing; once it is sealed, its proof."""
    actor.check_centre(centre)
    cycle, others = cycles
    names = await names_of_centres(desk.engine)
    if centre not in names:
        raise Problem("not_found")
    async with one_moment(desk.engine) as connection:
        group = await _group(connection, cycle, centre)
        is_open = group is not None and group.state == "open"
        only = frozenset({centre})
        lapsed = await lapsed_orders(connection, group.cycle, only, OrderPage(after, SHOWN)) if group else []
        proved = await still_as_sealed(connection, group.id) if group and not is_open else False
        last = await still_open(connection, group.cycle) == 1 if group and is_open else False
        why = await reopened(connection, group.id) if group else []
    unpaid = await waiting_at_till(desk.engine, centre, group.cycle, OrderPage(None, SHOWN)) if group else []
    devices: Devices = request.app.state.devices
    return draw(
        request,
        desk,
        "sealing/centre.html",
        cycle=cycle,
        others=others,
        put_aside=put_aside if actor.sees_every_centre else 0,
        centre=centre,
        group=group,
        is_open=is_open,
        last=last,
        proved=proved,
        reopened=why,
        unpaid=unpaid[:SHOWN],
        lapsed=lapsed[:SHOWN],
        more=len(lapsed) > SHOWN,
        lapsed_says=LAPSED,
        holding=[one for one in await devices.known() if one.centre == centre and one.waiting] if is_open else [],
        names=names,
    )


async def _group(connection: AsyncConnection, cycle: Cycle | None, centre: str) -> GroupOrder | None:
    found = await group_orders_of_cycle(connection, cycle.cycle, frozenset({centre})) if cycle else []
    return found[0] if found else None
