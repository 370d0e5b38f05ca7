"""What the network decides for buying and handing out, to be changed; and what the environment tells supply."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from services.supply.web.api.network_settings import shown_settings
from services.supply.web.parts import Parts
from shared.web.access import require
from shared.web.pages import page
from shared.web.roles import LOOKS_AFTER, Actor, Role

router = APIRouter(include_in_schema=False)


@router.get("/network")
async def show_network(
    request: Request, parts: Parts, actor: Annotated[Actor, Depends(require(*LOOKS_AFTER))]
) -> HTMLResponse:
    """What the network has set for buying and handing out: a coordinator changes it, an operator looks at it."""
    return page(
        request,
        "network/show.html",
        decided=await shown_settings(parts),
        may_change=actor.has(Role.COORDINATOR),
        zone=parts.zone.key,
        sender=parts.mailer and parts.mailer.sender,
    )
