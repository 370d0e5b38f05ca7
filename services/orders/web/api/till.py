"""A centre's till: one volunteer keys orders, another cashes."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from services.orders.queries.till import waiting_at_till
from services.orders.web.api.desk import AtTable, Desk
from services.orders.web.api.fields import Code

router = APIRouter(prefix="/v1/centres", tags=["payments"])


class WaitingOrderAnswer(BaseModel):
    """An order that waits for payment, and what it still lacks."""

    order_id: UUID
    cycle: str
    household_id: UUID
    household_number: str
    label: str
    total_cents: int
    missing_cents: int


class TillAnswer(BaseModel):
    """The orders that wait at a centre's till, those that waited longest first."""

    centre: str
    waiting: list[WaitingOrderAnswer]


@router.get("/{centre}/till")
async def get_till(
    centre: Annotated[Code, Path()],
    desk: Desk,
    actor: AtTable,
    cycle: Annotated[str | None, Query(max_length=64)] = None,
) -> TillAnswer:
    """Which orders wait for money at this centre."""
    actor.check_centre(centre)
    found = await waiting_at_till(desk.engine, centre, cycle)
    return TillAnswer(centre=centre, waiting=[WaitingOrderAnswer(**asdict(order)) for order in found])
