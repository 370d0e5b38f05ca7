"""The warehouse's stock, lot by lot."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from services.supply.commands.count_stock import StockLot, count_stock
from services.supply.queries.stock import Place, Whereabouts, end_of, place_of, stock_after
from services.supply.web.fields import BaseQuantity, Body, Cents, Code, CodePath, put_status
from services.supply.web.parts import Coordinator, Parts
from shared.kernel.refusal import Refused
from shared.web.paging import Page, Paging, joined, parted

router = APIRouter(prefix="/v1/stock", tags=["stock"])
Day = Annotated[date | None, Query(description="As it stood at the end of that day; without: now.")]
AtCentre = Annotated[Code | None, Query(description="What stands at this centre; without: the warehouse.")]


class StockLotBody(Body):
    """What was counted of a lot: its quantity, its whole value, the last day it may be handed out."""

    quantity: BaseQuantity = Field(examples=[9_000])
    value_cents: Cents = Field(examples=[1_269])
    best_before: date | None = Field(examples=["2027-06-30"])


@router.put("/{product}/{lot}", responses={201: {"model": StockLot}})
async def put_stock_lot(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    product: CodePath, lot: CodePath, body: StockLotBody, response: Response, parts: Parts, actor: Coordinator
) -> StockLot:
    """Enter a lot as it lies there."""
    counted = StockLot(product=product, lot=lot, **body.model_dump())
    put_status(response, created=await count_stock(parts.engine, counted, parts.clock(), actor.user_id))
    return counted


@router.get("")
async def get_stock(
    parts: Parts, paging: Paging, _actor: Coordinator, at: Day = None, centre: AtCentre = None
) -> Page[StockLot]:
    """The lots that are not used up, by product then best-before date."""
    where = Whereabouts(centre, None if at is None else end_of(at, parts.zone))
    found = await stock_after(parts.engine, where, place_after(paging.after), paging.limit + 1)
    return Page[StockLot].of(found, paging.limit, key_of)


def key_of(lot: StockLot) -> str:
    """Where the page after this lot begins."""
    product, last_day, code = place_of(lot)
    return f"{last_day}|{joined(product, code)}"


def place_after(after: str | None) -> Place | None:
    """After which lot a page begins.

    Raises:
        Refused: ``page_unknown``.
    """
    if after is None:
        return None
    try:
        last_day, _, codes = after.partition("|")
        product, lot = parted(codes)
        return product, date.fromisoformat(last_day), lot
    except ValueError:
        raise Refused("page_unknown", after=after) from None
