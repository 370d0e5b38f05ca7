"""The warehouse's stock, lot by lot."""

from datetime import date

from fastapi import APIRouter, Response
from pydantic import Field

from services.supply.commands.count_stock import StockLot, count_stock
from services.supply.queries.stock import stock
from services.supply.web.fields import BaseQuantity, Body, Cents, CodePath, put_status
from services.supply.web.parts import Coordinator, Parts

router = APIRouter(prefix="/v1/stock", tags=["stock"])


class StockLotBody(Body):
    """What was counted of a lot: its quantity, its whole value, the last day it may be handed out."""

    quantity: BaseQuantity = Field(examples=[9_000])
    value_cents: Cents = Field(examples=[1_269])
    best_before: date | None = Field(examples=["2027-06-30"])


@router.put("/{product}/{lot}")
async def put_stock_lot(
    product: CodePath, lot: CodePath, body: StockLotBody, response: Response, parts: Parts, _actor: Coordinator
) -> StockLot:
    """Count a lot."""
    counted = StockLot(product=product, lot=lot, **body.model_dump())
    put_status(response, created=await count_stock(parts.engine, counted))
    return counted


@router.get("")
async def get_stock(parts: Parts, _actor: Coordinator) -> list[StockLot]:
    """Every lot that is not used up, by product then best-before date."""
    return await stock(parts.engine)
