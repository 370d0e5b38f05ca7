"""Why this price, why this quantity: said where a figure of a settled cycle is looked at."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.supply.queries.allocation_exceptions import exceptions_of
from services.supply.queries.names import names_of
from services.supply.queries.price_reason import price_reason
from services.supply.queries.quantity_reason import order_line, quantity_reason
from services.supply.queries.short_lines import short_lines
from services.supply.queries.snapshot import snapshot
from services.supply.web.api.reasons import PriceReasonView, QuantityReasonView
from services.supply.web.fields import CodePath
from services.supply.web.parts import Coordinator, Parts
from shared.web.pages import page
from shared.web.problems import Problem
from shared.web.translation import Reader

MOST_LINES = 500

router = APIRouter(prefix="/cycles/{cycle}", include_in_schema=False)


@router.get("/allocation")
async def show_allocation(cycle: CodePath, request: Request, parts: Parts, _actor: Coordinator) -> HTMLResponse:
    """Whoever got less than was ordered; a part can be decided by hand."""
    async with snapshot(parts.engine) as connection:
        decided = await exceptions_of(connection, cycle)
        names, lines = await names_of(connection, cycle), await short_lines(connection, cycle, MOST_LINES + 1)
    by_hand = {(one.order_id, one.product): one for one in decided}
    more = len(lines) > MOST_LINES
    return page(
        request,
        "cycles/allocation.html",
        code=cycle,
        names=names,
        lines=lines[:MOST_LINES],
        more=more,
        by_hand=by_hand,
    )


@router.get("/why/{product}")
async def show_why_price(
    cycle: CodePath, product: CodePath, request: Request, parts: Parts, say: Reader, _actor: Coordinator
) -> HTMLResponse:
    """A part of a page: why everyone pays this."""
    async with snapshot(parts.engine) as connection:
        why = PriceReasonView.of(await price_reason(connection, cycle, product), say)
    return page(request, "cycles/why.html", sentence=why.sentence)


@router.get("/why/{product}/{order_id}")
async def show_why_quantity(  # noqa: PLR0913, PLR0917 - what FastAPI hands over
    cycle: CodePath, product: CodePath, order_id: UUID, request: Request, parts: Parts, say: Reader, _actor: Coordinator
) -> HTMLResponse:
    """A part of a page: why an order got this much."""
    async with snapshot(parts.engine) as connection:
        line = await order_line(connection, cycle, order_id, product)
        if line is None:
            raise Problem("not_found")
        why = QuantityReasonView.of(await quantity_reason(connection, line), say)
    return page(request, "cycles/why.html", sentence=why.sentence)
