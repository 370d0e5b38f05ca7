"""What households got back for goods that they were charged for and did not get."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.orders.queries.goods_credits import goods_credits_after
from services.orders.web.api.desk import AtTable, Desk, seen_by
from services.orders.web.cycle_parts import CyclePath
from shared.web.paging import Page, Paging

router = APIRouter(prefix="/v1/cycles", tags=["distribution"])


class GoodsCreditAnswer(BaseModel):
    """One order's credit for goods not handed over."""

    model_config = ConfigDict(from_attributes=True)

    order_id: UUID
    household_number: str
    state: Annotated[str, Field(description="collected, left_with_neighbour, absent or released.")]
    credited_cents: int
    refused: Annotated[
        str | None,
        Field(description="Why a correction is not booked: the household lacks this much credit to give it back."),
    ]


@router.get("/{cycle}/goods-credits")
async def get_goods_credits(cycle: CyclePath, desk: Desk, actor: AtTable, paging: Paging) -> Page[GoodsCreditAnswer]:
    """The orders with such a credit, or with a correction of it that is not booked, by member number."""
    async with desk.engine.connect() as connection:
        found = await goods_credits_after(connection, cycle, seen_by(actor), paging.after or "", paging.limit + 1)
    shown = [GoodsCreditAnswer.model_validate(one) for one in found]
    return Page[GoodsCreditAnswer].of(shown, paging.limit, lambda one: one.household_number)
