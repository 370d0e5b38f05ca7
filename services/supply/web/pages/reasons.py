"""Why this price, why this quantity: said where a figure of a settled cycle is looked at."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.commands.rehearse_settlement import rehearse_settlement
from services.supply.queries.allocation_exceptions import exceptions_of
from services.supply.queries.names import names_of
from services.supply.queries.price_reason import price_reason
from services.supply.queries.quantity_reason import order_line, quantity_reason
from services.supply.queries.short_lines import ShortLine, short_lines
from services.supply.queries.snapshot import snapshot
from services.supply.queries.stops import is_settled
from services.supply.web.api.reasons import PriceReasonView, QuantityReasonView
from services.supply.web.api.settlement_preview import price_reason_before, quantity_reason_before
from services.supply.web.fields import CodePath
from services.supply.web.pages.settlement import refused
from services.supply.web.parts import Coordinator, Parts, SupplyParts
from shared.kernel.refusal import Refused
from shared.web.pages import page
from shared.web.problems import Problem
from shared.web.translation import Reader, Translator

MOST_LINES = 500
_Short = tuple[list[ShortLine], Mapping[str, str] | None]

router = APIRouter(prefix="/cycles/{cycle}", include_in_schema=False)


@router.get("/allocation")
async def show_allocation(
    cycle: CodePath, request: Request, parts: Parts, say: Reader, _actor: Coordinator, *, unpublished: bool = False
) -> HTMLResponse:
    """Whoever got less than was ordered, or would if it were published now; a part can be decided by hand."""
    stopped: Mapping[str, str] | None = None
    async with snapshot(parts.engine) as connection:
        decided = await exceptions_of(connection, cycle)
        names, lines = await names_of(connection, cycle), await short_lines(connection, cycle, MOST_LINES + 1)
        published = not unpublished and await is_settled(connection, cycle)
    if not published:
        lines, stopped = await _would_be_short(parts, cycle, say)
    by_hand = {(one.order_id, one.product): one for one in decided if one.taken_back_at is None}
    more = len(lines) > MOST_LINES
    return page(
        request,
        "cycles/allocation.html",
        code=cycle,
        names=names,
        lines=lines[:MOST_LINES],
        more=more,
        by_hand=by_hand,
        decided=decided,
        published=published,
        stopped=stopped,
    )


async def _would_be_short(parts: SupplyParts, cycle: str, say: Translator) -> _Short:
    """Who would get less if the cycle were settled now; else what stands in the way."""
    try:
        rehearsed = await rehearse_settlement(parts.engine, cycle, partial(_short, cycle))
    except Refused as refusal:
        return [], refused(refusal, say)
    return rehearsed.found, None


async def _short(cycle: str, connection: AsyncConnection) -> list[ShortLine]:
    return await short_lines(connection, cycle, MOST_LINES + 1)


@router.get("/why/{product}")
async def show_why_price(  # noqa: PLR0913 - what FastAPI hands over
    cycle: CodePath,
    product: CodePath,
    request: Request,
    parts: Parts,
    say: Reader,
    _actor: Coordinator,
    *,
    unpublished: bool = False,
) -> HTMLResponse:
    """A part of a page: why the figures of a product are what they are, or would be if it were published now."""
    if unpublished:
        why = await price_reason_before(parts, cycle, product, say)
        return page(request, "cycles/why.html", sentence=why.sentence, figures=why.figures_sentence)
    async with snapshot(parts.engine) as connection:
        why = PriceReasonView.of(await price_reason(connection, cycle, product), say)
    return page(request, "cycles/why.html", sentence=why.sentence, figures=why.figures_sentence)


@router.get("/why/{product}/{order_id}")
async def show_why_quantity(  # noqa: PLR0913, PLR0917 - what FastAPI hands over
    cycle: CodePath,
    product: CodePath,
    order_id: UUID,
    request: Request,
    parts: Parts,
    say: Reader,
    _actor: Coordinator,
    *,
    unpublished: bool = False,
) -> HTMLResponse:
    """A part of a page: why an order got this much, or would if it were published now."""
    if unpublished:
        told = await quantity_reason_before(parts, cycle, order_id, product, say)
        return page(request, "cycles/why.html", sentence=told.sentence, figures="")
    async with snapshot(parts.engine) as connection:
        line = await order_line(connection, cycle, order_id, product)
        if line is None:
            raise Problem("not_found")
        why = QuantityReasonView.of(await quantity_reason(connection, line), say)
    return page(request, "cycles/why.html", sentence=why.sentence, figures="")
