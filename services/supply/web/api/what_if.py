"""What if: today's plan, the next rungs, more households, minimums not reached. Nothing is stored."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.supply.queries.names import names_of
from services.supply.queries.snapshot import snapshot
from services.supply.queries.what_if import what_if_of
from services.supply.web.fields import CodePath
from services.supply.web.parts import Coordinator, Parts
from services.supply.web.what_if_views import WhatIfView
from shared.web.translation import Reader

MoreHouseholdsAsked = Annotated[int, Query(ge=1, le=100_000)]

router = APIRouter(prefix="/v1/cycles", tags=["plan"])


@router.get("/{cycle}/what-if")
async def get_what_if(
    cycle: CodePath,
    parts: Parts,
    say: Reader,
    _actor: Coordinator,
    more_households: MoreHouseholdsAsked = 10,
) -> WhatIfView:
    """What would be bought of what is ordered so far, and what would change it; until the cycle is settled."""
    found = await what_if_of(parts.engine, cycle, more_households)
    async with snapshot(parts.engine) as connection:
        return WhatIfView.of(found, await names_of(connection, cycle), say)
