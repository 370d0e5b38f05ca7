"""What supply is told by its environment: shown, not changed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from services.supply.web.parts import Parts
from shared.web.access import require
from shared.web.pages import page
from shared.web.roles import LOOKS_AFTER, Actor

router = APIRouter(include_in_schema=False)


@router.get("/network")
async def show_network(
    request: Request, parts: Parts, _: Annotated[Actor, Depends(require(*LOOKS_AFTER))]
) -> HTMLResponse:
    """What the network has set for buying and handing out."""
    return page(
        request,
        "network/show.html",
        zone=parts.zone.key,
        sender=parts.mailer and parts.mailer.sender,
        starts=parts.hours.starts,
        ends=parts.hours.ends,
        uncollected_days=parts.uncollected_days,
        gap_limit_cents=parts.gap_limit_cents,
        warehouse=parts.warehouse,
    )
