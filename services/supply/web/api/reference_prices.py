"""What the shops nearby ask: the prices that a report's saving is counted against."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.supply.commands.keep_reference_price import ReferencePrice, keep_reference_price
from services.supply.queries.reference_prices import reference_prices_of
from services.supply.web.fields import Body, Cents, CodePath, Name, put_status
from services.supply.web.parts import Coordinator, Parts

router = APIRouter(prefix="/v1/products/{product}/reference-prices", tags=["catalogue"])


class ReferencePriceBody(Body):
    """A shop's price of what is most like the product, and where it was seen."""

    price_cents: Cents = Field(examples=[195], gt=0, description="Per kg, litre or piece, VAT included.")
    source: Name = Field(examples=["supermarché X, catalogue de novembre 2026"])


async def _place(product: CodePath, from_date: date) -> tuple[str, date]:
    return product, from_date


class ReferencePrices(BaseModel):
    """Every price that was noted of a product, the latest first."""

    prices: list[ReferencePrice]


@router.put("/{from_date}", responses={201: {"model": ReferencePrice}})
async def put_reference_price(
    place: Annotated[tuple[str, date], Depends(_place)],
    body: ReferencePriceBody,
    response: Response,
    parts: Parts,
    actor: Coordinator,
) -> ReferencePrice:
    """Note a shop's price from a day on, or correct the one of that day; what was noted of other days stays."""
    wanted = ReferencePrice(*place, **body.model_dump())
    put_status(response, created=await keep_reference_price(parts.engine, wanted, actor.user_id))
    return wanted


@router.get("")
async def get_reference_prices(product: CodePath, parts: Parts, _actor: Coordinator) -> ReferencePrices:
    """What shops asked for a product, the latest first."""
    return ReferencePrices(prices=await reference_prices_of(parts.engine, product))
