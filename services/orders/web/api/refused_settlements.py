"""Settlements that arrived and are not booked, each with what speaks against it."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.orders.queries.refused_settlements import MOST_NAMED, RefusedRun, refused_runs
from services.orders.web.api.desk import Desk, Treasurer
from services.orders.web.refused_settlement_sentences import refused_sentence
from shared.web.translation import Reader, Translator

router = APIRouter(prefix="/v1/refused-settlements", tags=["settlement"])


class OrderAgainstShown(BaseModel):
    """An order that speaks against it."""

    model_config = ConfigDict(from_attributes=True)

    order_id: UUID
    centre: str
    household_number: Annotated[str | None, Field(description="Null: no such order is known here.")]


class RefusedSettlement(BaseModel):
    """A settlement run of which nothing is booked. Differences are what arrived less what it announced."""

    cycle: str
    run: int
    sentence: str
    orders_difference: int
    held_difference_cents: int
    charged_difference_cents: int
    orders: Annotated[list[OrderAgainstShown], Field(description=f"The first {MOST_NAMED}.")]

    @classmethod
    def of(cls, run: RefusedRun, say: Translator) -> Self:
        """A run as it is shown."""
        return cls(
            cycle=run.cycle,
            run=run.run,
            sentence=refused_sentence(say, run),
            orders_difference=run.arrived.orders - run.announced.orders,
            held_difference_cents=run.arrived.held - run.announced.held,
            charged_difference_cents=run.arrived.charged - run.announced.charged,
            orders=[OrderAgainstShown.model_validate(one) for one in run.orders],
        )


@router.get("")
async def get_refused_settlements(desk: Desk, _actor: Treasurer, say: Reader) -> list[RefusedSettlement]:
    """Those that stand: nothing of them is booked until a later one is, or they are said again and add up."""
    async with desk.engine.connect() as connection:
        return [RefusedSettlement.of(run, say) for run in await refused_runs(connection)]
