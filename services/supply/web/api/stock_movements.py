"""How stock moved, for whoever asks what became of a lot."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from services.supply.domain.stock_movements import MovementKind
from services.supply.queries.stock_movements import MovementsAsked, movements_before
from services.supply.web.fields import Code
from services.supply.web.parts import Coordinator, Parts
from shared.web.asked import line_after
from shared.web.paging import Page, Paging

router = APIRouter(prefix="/v1/stock/movements", tags=["stock"])
OfCode = Annotated[Code | None, Query()]


class StockMovementView(BaseModel):
    """One lot changed at one place: in, or negative: out."""

    model_config = ConfigDict(from_attributes=True)

    movement: int
    product: str
    lot: str
    centre: str | None = Field(description="Null: the warehouse.")
    quantity: int
    value_cents: int
    kind: MovementKind
    reason: str | None = Field(description="As it was given; of a loss expired, damaged or other.")
    cycle: str | None = Field(description="The cycle that was settled, or on whose day it moved.")
    by: UUID | None = Field(description="Null: a sale, or what lay there when movements began.")
    at: datetime


@router.get("")
async def get_stock_movements(
    parts: Parts,
    paging: Paging,
    _actor: Coordinator,
    product: OfCode = None,
    lot: OfCode = None,
    centre: OfCode = None,
) -> Page[StockMovementView]:
    """Movements, the newest first: of a product, a lot, or at a centre; without, all."""
    asked = MovementsAsked(product, lot, centre, line_after(paging.after))
    found = await movements_before(parts.engine, asked, paging.limit + 1)
    shown = [StockMovementView.model_validate(one) for one in found]
    return Page[StockMovementView].of(shown, paging.limit, lambda one: str(one.movement))
