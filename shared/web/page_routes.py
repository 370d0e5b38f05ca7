"""Pages that both services have: the choice of a language, and every piece that pages are built of."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from shared.web.access import anyone
from shared.web.pages import Pages, page
from shared.web.problems import Problem
from shared.web.translation import LANGUAGE_COOKIE, Catalogues

YEAR_SECONDS = 366 * 24 * 3600

router = APIRouter(include_in_schema=False, dependencies=[Depends(anyone)])


@router.get("/language/{code}")
async def choose_language(request: Request, code: str, next: str = "/") -> RedirectResponse:  # noqa: A002 - the address's own word
    """Read pages in this language from now on, in this browser.

    Raises:
        Problem: ``not_found``: there is no such language, or ``next`` is not one of our pages.
    """
    catalogues: Catalogues = request.app.state.catalogues
    pages: Pages = request.app.state.pages
    if code not in catalogues.languages or not pages.is_path(next):
        raise Problem("not_found")
    back = RedirectResponse(next, status_code=303)
    back.set_cookie(LANGUAGE_COOKIE, code, max_age=YEAR_SECONDS, samesite="lax")
    return back


@router.get("/design")
async def show_design(request: Request) -> HTMLResponse:
    """The components page: what a page may be built of, in every state."""
    return page(request, "design.html")
