"""Final prices: looked at before they are published, and the proof that no cent is lost."""

from collections.abc import Mapping
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.supply.queries.cycles import check_cycle_known, cycle_view
from services.supply.queries.names import names_of
from services.supply.queries.readiness import readiness
from services.supply.queries.settlement import settlement_view
from services.supply.queries.snapshot import snapshot
from services.supply.queries.stops import is_settled
from services.supply.web.api.settlement_preview import PreviewBody, preview_of
from services.supply.web.fields import CodePath
from services.supply.web.parts import Coordinator, Parts
from services.supply.web.sentences import SENTENCES
from shared.kernel.refusal import Refused
from shared.web.pages import page
from shared.web.problems import document
from shared.web.translation import Reader, Translator

ENTERED_WITH = {
    "receiving_not_complete": "deliveries",
    "invoice_differences_open": "deliveries",
    "purchase_orders_not_sent": "orders",
    "no_plan": "plan",
    "plan_outdated": "plan",
    "choices_open": "plan",
    "hand_parts_exceed": "allocation",
}
"""On which of the cycle's pages that is done which stands in the way of a settlement."""

router = APIRouter(prefix="/cycles/{cycle}", include_in_schema=False)


@router.get("/settlement")
async def show_settlement(cycle: CodePath, request: Request, parts: Parts, _actor: Coordinator) -> HTMLResponse:
    """Final prices and the proof that no cent is lost: each figure with what it came from."""
    state = (await cycle_view(parts.engine, cycle)).state
    async with snapshot(parts.engine) as connection:
        names, settled = await names_of(connection, cycle), None
        if await is_settled(connection, cycle):
            settled = await settlement_view(connection, cycle)
        held = (await readiness(connection, cycle)).centres
    correctable = settled is not None and settled.abandoned_because is None and state != "archived"
    return page(
        request,
        "cycles/settlement.html",
        code=cycle,
        names=names,
        settled=settled,
        centres=held,
        correctable=correctable,
    )


@router.get("/settlement/preview")
async def show_preview(
    cycle: CodePath, request: Request, parts: Parts, say: Reader, _actor: Coordinator
) -> HTMLResponse:
    """A part of that page, which takes a moment: the figures that would be published, or what stands in the way."""
    async with snapshot(parts.engine) as connection:
        await check_cycle_known(connection, cycle)
        names, held = await names_of(connection, cycle), (await readiness(connection, cycle)).centres
    draw = partial(page, request, "cycles/settlement_preview.html", code=cycle, names=names, centres=held)
    try:
        preview = PreviewBody.of(await preview_of(parts, cycle))
    except Refused as refusal:
        return draw(settled=None, stopped=refused(refusal, say), where=ENTERED_WITH.get(refusal.code))
    return draw(settled=preview, stopped=None)


def refused(refusal: Refused, say: Translator) -> Mapping[str, str]:
    """What stands in the way: its ``title``, and its ``detail`` as a sentence."""
    return document(refusal.code, refusal.figures, SENTENCES, say)
