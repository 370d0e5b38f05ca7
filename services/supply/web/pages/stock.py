"""The stock: what lies in the warehouse or at a centre, counted, written off, sent along and brought back."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from services.supply.domain.stock_movements import LossReason
from services.supply.queries.catalogue import whole_catalogue
from services.supply.queries.centres import centres_after
from services.supply.queries.stock import Whereabouts, stock_after
from services.supply.web.api.stock import AtCentre, key_of, place_after
from services.supply.web.parts import Coordinator, Parts
from shared.web.pages import page
from shared.web.paging import PRINTABLE

SHOWN: Final = 200
_MOST_CENTRES: Final = 1_000

router = APIRouter(prefix="/catalogue", include_in_schema=False)


@router.get("/stock")
async def show_stock(
    request: Request,
    parts: Parts,
    _actor: Coordinator,
    centre: AtCentre = None,
    product: Annotated[str, Query(max_length=64, pattern=PRINTABLE)] = "",
    after: Annotated[str | None, Query(max_length=200, pattern=PRINTABLE)] = None,
) -> HTMLResponse:
    """Each lot with its value; with a product, the form that enters another lot of it."""
    lots = await stock_after(parts.engine, Whereabouts(centre), place_after(after), SHOWN + 1)
    found = await whole_catalogue(parts.engine)
    return page(
        request,
        "catalogue/stock.html",
        found=found,
        lots=lots[:SHOWN],
        next=key_of(lots[SHOWN - 1]) if len(lots) > SHOWN else None,
        first=after is None,
        centre=centre,
        centres={one.centre: one.name for one in await centres_after(parts.engine, None, _MOST_CENTRES)},
        entered=found.product(product) if product else None,
        reasons=list(LossReason),
        today=parts.today(),
    )
