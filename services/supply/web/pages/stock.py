"""The stock: what lies in the warehouse or at a centre, counted, written off, sent along and brought back."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from services.supply.domain.stock_movements import LossReason, MovementKind
from services.supply.queries.catalogue import whole_catalogue
from services.supply.queries.centres import centres_after
from services.supply.queries.stock import Whereabouts, stock_after
from services.supply.queries.stock_movements import MovementsAsked, movements_before
from services.supply.web.api.stock import AtCentre, key_of, place_after
from services.supply.web.parts import Coordinator, Parts, SupplyParts
from shared.web.asked import Before
from shared.web.pages import page
from shared.web.paging import PRINTABLE

SHOWN: Final = 200
_MOST_CENTRES: Final = 1_000

KINDS: Final = {
    MovementKind.ENTERED: "Entered",
    MovementKind.COUNTED: "Counted",
    MovementKind.LOST: "Written off",
    MovementKind.TRANSFERRED: "Sent or brought back",
    MovementKind.SOLD: "Sold",
    MovementKind.SETTLED: "Settlement",
}
"""What moved a lot, as msgids."""
LOSSES: Final = {
    LossReason.EXPIRED: "past its day",
    LossReason.DAMAGED: "damaged",
    LossReason.OTHER: "gone otherwise",
}
"""Why goods are gone, as msgids."""
_OfCode = Annotated[str | None, Query(max_length=64, pattern=PRINTABLE)]

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
        centres=await _names_of_centres(parts),
        entered=found.product(product) if product else None,
        losses=LOSSES,
        today=parts.today(),
    )


@router.get("/stock/movements")
async def show_movements(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    request: Request,
    parts: Parts,
    _actor: Coordinator,
    product: _OfCode = None,
    lot: _OfCode = None,
    centre: _OfCode = None,
    before: Before = None,
) -> HTMLResponse:
    """What moved, why and by whom, the newest first: of one lot, of one place, or all."""
    moved = await movements_before(parts.engine, MovementsAsked(product, lot, centre, before), SHOWN + 1)
    return page(
        request,
        "catalogue/stock_movements.html",
        found=await whole_catalogue(parts.engine),
        moved=moved[:SHOWN],
        older=moved[SHOWN - 1].movement if len(moved) > SHOWN else None,
        asked={"product": product, "lot": lot, "centre": centre},
        centres=await _names_of_centres(parts),
        kinds=KINDS,
        losses=LOSSES,
    )


async def _names_of_centres(parts: SupplyParts) -> dict[str, str]:
    return {one.centre: one.name for one in await centres_after(parts.engine, None, _MOST_CENTRES)}
