"""What may be sold at a centre on the day of distribution, or after it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from services.orders.queries.goods_for_sale import is_settled_at, priced_products, uncollected_goods
from services.orders.web.api.desk import AtTable, Desk, seen_by
from services.orders.web.api.fields import Code
from services.orders.web.cycle_parts import CyclePath
from shared.kernel.refusal import Refused

router = APIRouter(prefix="/v1/cycles", tags=["distribution"])


class PricedProductAnswer(BaseModel):
    """A product that may be sold as surplus, as much as lies there."""

    model_config = ConfigDict(from_attributes=True)

    product: str
    name: str
    unit: str
    final_price_cents: Annotated[int, Field(description="Per display unit.")]


class UncollectedAnswer(BaseModel):
    """Released goods of which some are left; whoever paid them is credited what is sold."""

    model_config = ConfigDict(from_attributes=True)

    order_id: UUID
    household_number: Annotated[str, Field(description="On the bag.")]
    product: str
    left: Annotated[int, Field(description="Base units.")]


class GoodsForSaleAnswer(BaseModel):
    """What may be sold. How much surplus lies there, supply's page of the day says."""

    cycle: str
    centre: str
    products: list[PricedProductAnswer]
    uncollected: list[UncollectedAnswer]


@router.get("/{cycle}/centres/{centre}/goods-for-sale")
async def get_goods_for_sale(
    cycle: CyclePath, centre: Annotated[Code, Path()], desk: Desk, actor: AtTable
) -> GoodsForSaleAnswer:
    """A settled cycle's products at their final price, and the uncollected goods that may be sold at a centre."""
    seen = seen_by(actor)
    async with desk.engine.connect() as connection:
        may_see = seen is None or centre in seen
        if not may_see or not await is_settled_at(connection, cycle, centre):
            raise Refused("sale_centre_unknown", cycle=cycle)
        products = await priced_products(connection, cycle)
        uncollected = await uncollected_goods(connection, cycle, centre)
    return GoodsForSaleAnswer(
        cycle=cycle,
        centre=centre,
        products=[PricedProductAnswer.model_validate(one) for one in products],
        uncollected=[UncollectedAnswer.model_validate(one) for one in uncollected],
    )
