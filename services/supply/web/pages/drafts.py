"""A cycle before it opens: its dates, centres and products, and the catalogue of another cycle taken over."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from services.supply.commands.copy_catalogue import show_copy
from services.supply.queries.catalogue import whole_catalogue
from services.supply.queries.centres import centres_after
from services.supply.queries.cycles import cycle_view, cycles_after
from services.supply.queries.reference_prices import latest_reference_prices
from services.supply.web.api.catalogue_copies import CatalogueCopyView
from services.supply.web.fields import CodePath
from services.supply.web.parts import Coordinator, Parts
from shared.web.pages import page
from shared.web.paging import PRINTABLE
from shared.web.translation import Reader

Source = Annotated[str | None, Query(alias="from", min_length=1, max_length=64, pattern=PRINTABLE)]

router = APIRouter(prefix="/cycles", include_in_schema=False)


@router.get("/new")
async def show_new_cycle(request: Request, parts: Parts, _actor: Coordinator) -> HTMLResponse:
    """A cycle that is not there yet: its name and its dates."""
    return page(request, "cycles/new.html", today=parts.today())


@router.get("/{cycle}/draft")
async def show_draft(cycle: CodePath, request: Request, parts: Parts, _actor: Coordinator) -> HTMLResponse:
    """Everything that is said of a cycle before it opens; once it is open, what it sells."""
    view = await cycle_view(parts.engine, cycle)
    known = {one.centre: one.name for one in await centres_after(parts.engine)}
    return page(
        request,
        "cycles/draft.html" if view.state == "draft" else "cycles/products.html",
        cycle=view,
        found=await whole_catalogue(parts.engine),
        shop_prices=await latest_reference_prices(parts.engine),
        sold={product.product: product for product in view.products},
        centres={centre.centre: centre.centre for centre in view.centres} | known,
        dates={centre.centre: centre for centre in view.centres},
    )


@router.get("/{cycle}/copy")
async def show_catalogue_copy(
    cycle: CodePath, request: Request, parts: Parts, say: Reader, _actor: Coordinator, *, source: Source = None
) -> HTMLResponse:
    """What taking over another cycle's catalogue would do, then doing it."""
    view = await cycle_view(parts.engine, cycle)
    shown = await show_copy(parts.engine, cycle, source) if source else None
    return page(
        request,
        "cycles/copy.html",
        cycle=view,
        source=source,
        others=[one for one in await cycles_after(parts.engine) if one.cycle != cycle],
        found=CatalogueCopyView.of(shown, say, applied=False) if shown else None,
    )
