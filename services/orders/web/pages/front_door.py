"""The pages before and after everything else: signing in and out, and the start page with what each may do."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from shared.web.access import anyone, require
from shared.web.pages import Pages, page
from shared.web.roles import Actor

router = APIRouter(include_in_schema=False)


@router.get("/sign-in", dependencies=[Depends(anyone)])
async def show_sign_in(request: Request, next: str = "/") -> HTMLResponse:  # noqa: A002 - the address's own word
    """Where a person signs in; afterwards they are where they wanted to go, if that is a page of ours."""
    pages: Pages = request.app.state.pages
    return page(request, "sign_in.html", after=next if pages.ours(next) else "/")


@router.get("/sign-out", dependencies=[Depends(anyone)])
async def show_sign_out(request: Request) -> HTMLResponse:
    """Asks once more: who signs out at a busy table has to type the password again."""
    return page(request, "sign_out.html")


@router.get("/")
async def show_start(request: Request, _: Annotated[Actor, Depends(require())]) -> HTMLResponse:
    """What this person may do."""
    return page(request, "start.html")
