"""The pages before and after everything else: signing in and out, choosing a password, what each may do."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from services.orders.queries.sessions import returning_to
from services.orders.web.accounts import AppDesk
from services.orders.web.device_cookie import device_digest, device_secret
from shared.web.access import anyone, require
from shared.web.pages import Pages, page
from shared.web.roles import Actor

router = APIRouter(include_in_schema=False)


@router.get("/sign-in", dependencies=[Depends(anyone)])
async def show_sign_in(request: Request, desk: AppDesk, next: str = "/") -> HTMLResponse:  # noqa: A002 - the address's own word
    """Where a person signs in; afterwards they are where they wanted to go, if that is a page of ours."""
    pages: Pages = request.app.state.pages
    secret = device_secret(request)
    back = [] if secret is None else await returning_to(desk.engine, device_digest(secret), desk.clock())
    return page(request, "sign_in.html", after=next if pages.ours(next) else "/", returning=back)


@router.get("/sign-out", dependencies=[Depends(anyone)])
async def show_sign_out(request: Request) -> HTMLResponse:
    """Asks once more: who signs out at a busy table has to type the password again."""
    return page(request, "sign_out.html")


@router.get("/invitation", dependencies=[Depends(anyone)])
async def show_invitation(request: Request) -> HTMLResponse:
    """Where whoever was invited chooses a password; the code stands behind the ``#`` and reaches no server."""
    return page(request, "invitation.html")


@router.get("/forgotten", dependencies=[Depends(anyone)])
async def show_forgotten(request: Request) -> HTMLResponse:
    """Where whoever forgot their password asks for a code by mail."""
    return page(request, "forgotten.html")


@router.get("/")
async def show_start(request: Request, _: Annotated[Actor, Depends(require())]) -> HTMLResponse:
    """What this person may do."""
    return page(request, "start.html")
