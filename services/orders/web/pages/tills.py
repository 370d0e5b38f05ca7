"""Tills: which are open, what should be in each, counting, what a closed session came to, cash that is carried."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.till_sessions import DENOMINATIONS
from services.orders.queries.cash_transfers import cash_carried, find_cash_transfer
from services.orders.queries.centres import names_of_centres
from services.orders.queries.one_moment import one_moment
from services.orders.queries.sealed_sessions import is_session_whole
from services.orders.queries.till_sessions import (
    TillNow,
    find_till_session,
    latest_till_sessions,
    session_cheques,
    tills_now,
)
from services.orders.web.api.desk import AtTable, Desk, seen_by
from services.orders.web.api.fields import Code
from services.orders.web.pages.drawing import draw
from shared.kernel.refusal import Refused
from shared.web.problems import Problem
from shared.web.roles import Actor

router = APIRouter(prefix="/tills", include_in_schema=False)

Till = Annotated[Code, Path()]
Before = Annotated[int, Query(ge=1, le=2**30)]
SHOWN = 20


@router.get("")
async def show_tills(request: Request, desk: Desk, actor: AtTable) -> HTMLResponse:
    """Every till that one may see, the open ones first: since when, and what should be in it."""
    tills = sorted(await tills_now(desk.engine, seen_by(actor)), key=lambda till: (till.session_id is None, till.till))
    return draw(request, desk, "tills/all.html", tills=tills, names=await names_of_centres(desk.engine))


@router.get("/carried/{transfer_id}")
async def show_receiving(request: Request, transfer_id: UUID, desk: Desk, actor: AtTable) -> HTMLResponse:
    """Count what was carried here, or to the bank."""
    seen = seen_by(actor)
    transfer = await find_cash_transfer(desk.engine, transfer_id, seen)
    if transfer is None:
        raise Refused("cash_transfer_unknown")
    return draw(
        request,
        desk,
        "tills/receiving.html",
        transfer=transfer,
        may_count=seen is None or transfer.to_till in seen,
        names=await names_of_centres(desk.engine),
        denominations=DENOMINATIONS,
    )


@router.get("/{till}")
async def show_till(request: Request, till: Till, desk: Desk, actor: AtTable, before: Before = 2**30) -> HTMLResponse:
    """One till: what came in since it was opened, the sessions before, cash that is carried."""
    now = await _till(desk, actor, till)
    session = None if now.session_id is None else await find_till_session(desk.engine, till, now.session_id)
    sessions = await latest_till_sessions(desk.engine, till, before, SHOWN + 2)
    past = [one for one in sessions if one.closed_at is not None]
    return draw(
        request,
        desk,
        "tills/till.html",
        till=now,
        session=session,
        past=past[:SHOWN],
        more=len(past) > SHOWN,
        carried=await cash_carried(desk.engine, till, SHOWN),
        names=await names_of_centres(desk.engine),
    )


@router.get("/{till}/count")
async def show_counting(request: Request, till: Till, desk: Desk, actor: AtTable) -> HTMLResponse:
    """Count what is in a till: that opens it, or closes it."""
    now = await _till(desk, actor, till)
    return draw(
        request,
        desk,
        "tills/count.html",
        till=now,
        names=await names_of_centres(desk.engine),
        denominations=DENOMINATIONS,
    )


@router.get("/{till}/carry")
async def show_giving(request: Request, till: Till, desk: Desk, actor: AtTable) -> HTMLResponse:
    """Give cash to whoever carries it to the bank or to another till."""
    now = await _till(desk, actor, till)
    others = [one.till for one in await tills_now(desk.engine, None) if one.till != till]
    return draw(
        request,
        desk,
        "tills/giving.html",
        till=now,
        others=others,
        names=await names_of_centres(desk.engine),
        denominations=DENOMINATIONS,
    )


@router.get("/{till}/sessions/{session_id}")
async def show_session(request: Request, till: Till, session_id: UUID, desk: Desk, actor: AtTable) -> HTMLResponse:
    """What a session came to, to print; and whether all of it is as it was when the till was closed."""
    actor.check_centre(till)
    session = await find_till_session(desk.engine, till, session_id)
    if session is None:
        raise Refused("till_session_unknown")
    linked = None if session.linked_to is None else await find_till_session(desk.engine, till, session.linked_to)
    return draw(
        request,
        desk,
        "tills/session.html",
        session=session,
        linked=linked,
        cheques=await session_cheques(desk.engine, session_id),
        whole=session.closed_at is not None and await _is_whole(desk, till, session.number),
        names=await names_of_centres(desk.engine),
    )


async def _till(desk: OrderDesk, actor: Actor, till: str) -> TillNow:
    actor.check_centre(till)
    found = await tills_now(desk.engine, frozenset({till}))
    if not found:
        raise Problem("not_found")
    return found[0]


async def _is_whole(desk: OrderDesk, till: str, number: int) -> bool:
    async with one_moment(desk.engine) as connection:
        return await is_session_whole(connection, till, number)
