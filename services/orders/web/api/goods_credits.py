"""What households got back for goods that they were charged for and did not get."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.credit_goods import post_goods_credit
from services.orders.queries.goods_credits import CreditsWanted, goods_credit_of, goods_credits_after
from services.orders.web.api.desk import AtTable, Desk, Treasurer, author_of, seen_by
from services.orders.web.cycle_parts import CyclePath
from shared.kernel.refusal import Refused
from shared.web.paging import Page, Paging

router = APIRouter(prefix="/v1/cycles", tags=["distribution"])


OnlyRefused = Annotated[bool, Query(description="Only corrections that are not booked.")]


class GoodsCreditAnswer(BaseModel):
    """One order's credit for goods not handed over."""

    model_config = ConfigDict(from_attributes=True)

    order_id: UUID
    household_number: str
    state: Annotated[str, Field(description="collected, left_with_neighbour, absent or released.")]
    credited_cents: int
    refused: Annotated[
        str | None,
        Field(description="Why a correction is not booked: the household, or the solidarity fund, has too little."),
    ]


@router.get("/{cycle}/goods-credits")
async def get_goods_credits(
    cycle: CyclePath, desk: Desk, actor: AtTable, paging: Paging, *, refused: OnlyRefused = False
) -> Page[GoodsCreditAnswer]:
    """The orders with such a credit, or with a correction of it that is not booked, by member number."""
    wanted = CreditsWanted(cycle, seen_by(actor), refused)
    async with desk.engine.connect() as connection:
        found = await goods_credits_after(connection, wanted, paging.after or "", paging.limit + 1)
    shown = [GoodsCreditAnswer.model_validate(one) for one in found]
    return Page[GoodsCreditAnswer].of(shown, paging.limit, lambda one: one.household_number)


@router.post("/{cycle}/goods-credits/{order_id}/posting")
async def post_posting(cycle: CyclePath, order_id: UUID, desk: Desk, actor: Treasurer) -> GoodsCreditAnswer:
    """Try again to book a correction, once the household has the credit that it lacked."""
    await post_goods_credit(desk, cycle, order_id, author_of(actor))
    async with desk.engine.connect() as connection:
        found = await goods_credit_of(connection, CreditsWanted(cycle, seen_by(actor)), order_id)
    if found is None:
        raise Refused("goods_credit_unknown", cycle=cycle)
    return GoodsCreditAnswer.model_validate(found)
