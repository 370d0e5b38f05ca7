"""What suppliers brought, where it is not what was ordered."""

from datetime import date

from fastapi import APIRouter, status
from pydantic import Field

from services.supply.commands.record_deliveries import DeliveryLine, record_deliveries
from services.supply.web.fields import BaseQuantity, Body, Code, CodePath, DecimalText
from services.supply.web.parts import Coordinator, Parts

router = APIRouter(prefix="/v1/cycles", tags=["deliveries"])


class DeliveryLineBody(Body):
    """One product as it came; a null price: invoiced as ordered."""

    supplier: Code = Field(examples=["ALMA"])
    product: Code = Field(examples=["FAR-T65"])
    received: BaseQuantity = Field(examples=[125_000])
    invoiced_price: DecimalText | None = None
    best_before: date | None = Field(default=None, examples=["2027-06-30"])
    lot: Code | None = Field(default=None, examples=["L2641"])


class DeliveriesBody(Body):
    """All that came otherwise than ordered; what is not named came as ordered."""

    lines: list[DeliveryLineBody] = Field(max_length=20_000)


@router.put("/{cycle}/deliveries", status_code=status.HTTP_204_NO_CONTENT)
async def put_deliveries(cycle: CodePath, body: DeliveriesBody, parts: Parts, actor: Coordinator) -> None:
    """Replace the cycle's delivery record."""
    lines = [DeliveryLine(**line.model_dump()) for line in body.lines]
    await record_deliveries(parts.engine, cycle, lines, actor.user_id)
