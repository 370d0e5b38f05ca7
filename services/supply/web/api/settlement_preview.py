"""A settlement as it would be published now: looked at as often as wanted, nothing of it kept."""

from typing import Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.commands.rehearse_settlement import Rehearsed, rehearse_settlement
from services.supply.queries.price_reason import price_reason
from services.supply.queries.quantity_reason import order_line, quantity_reason
from services.supply.queries.settlement import SettlementView, settlement_view
from services.supply.queries.settlement_changes import SettlementChanges, settlement_changes
from services.supply.queries.short_lines import ShortLine, short_lines
from services.supply.web.api.reasons import PriceReasonView, QuantityReasonView
from services.supply.web.api.settlement import FiguresView
from services.supply.web.fields import CodePath
from services.supply.web.parts import Coordinator, Parts, SupplyParts
from shared.web.problems import Problem
from shared.web.translation import Reader, Translator

MOST_SHORT = 500

router = APIRouter(prefix="/v1/cycles", tags=["settlement"])


class ShortLineView(BaseModel):
    """A line of an order that would get less than it asked for, in base units."""

    model_config = ConfigDict(from_attributes=True)

    order_id: UUID
    household: str
    centre: str
    product: str
    quantity: int
    granted: int


class PreviewBody(FiguresView):
    """The figures that would be published, proved as they are when they are published."""

    figures: str = Field(description="Their digest: sent with the settlement, no others are published.")
    publishes: bool = Field(description="False: nothing has changed since the run in force, whose figures these are.")
    corrects_run: int | None = Field(description="The run in force. Null: the cycle was never settled.")
    changes: SettlementChanges | None = Field(description="What a correction would change. Null: it is none.")
    short: list[ShortLineView] = Field(description=f"Who would get less than ordered; the first {MOST_SHORT}.")

    @classmethod
    def of(cls, rehearsed: Rehearsed["Preview"]) -> Self:
        """A rehearsal as it is shown."""
        view, changes, short = rehearsed.found
        return cls(
            figures=rehearsed.digest,
            publishes=rehearsed.publishes,
            corrects_run=rehearsed.corrects,
            changes=changes if rehearsed.publishes else None,
            short=[ShortLineView.model_validate(line) for line in short],
            **FiguresView.model_validate(view).model_dump(),
        )


Preview = tuple[SettlementView, SettlementChanges | None, list[ShortLine]]


async def preview_of(parts: SupplyParts, cycle: str) -> Rehearsed[Preview]:
    """What would be published, what that changes and who would get less."""

    async def read(connection: AsyncConnection) -> Preview:
        view, changes = await settlement_view(connection, cycle), await settlement_changes(connection, cycle)
        return view, changes, await short_lines(connection, cycle, MOST_SHORT)

    return await rehearse_settlement(parts.engine, cycle, read)


async def price_reason_before(parts: SupplyParts, cycle: str, product: str, say: Translator) -> PriceReasonView:
    """Why a product would cost what it would cost."""

    async def read(connection: AsyncConnection) -> PriceReasonView:
        return PriceReasonView.of(await price_reason(connection, cycle, product), say)

    return (await rehearse_settlement(parts.engine, cycle, read)).found


async def quantity_reason_before(
    parts: SupplyParts, cycle: str, order_id: UUID, product: str, say: Translator
) -> QuantityReasonView:
    """Why an order would get what it would get of a product."""

    async def read(connection: AsyncConnection) -> QuantityReasonView:
        line = await order_line(connection, cycle, order_id, product)
        if line is None:
            raise Problem("not_found")
        return QuantityReasonView.of(await quantity_reason(connection, line), say)

    return (await rehearse_settlement(parts.engine, cycle, read)).found


@router.get("/{cycle}/settlement/preview")
async def get_preview(cycle: CodePath, parts: Parts, _actor: Coordinator) -> PreviewBody:
    """What settling would publish now, or what stands in its way; nothing is kept, published or charged."""
    return PreviewBody.of(await preview_of(parts, cycle))


@router.get("/{cycle}/settlement/preview/products/{product}/price-reason")
async def get_previewed_price_reason(
    cycle: CodePath, product: CodePath, parts: Parts, say: Reader, _actor: Coordinator
) -> PriceReasonView:
    """Why a product would cost what it would cost, if the cycle were settled now."""
    return await price_reason_before(parts, cycle, product, say)


@router.get("/{cycle}/settlement/preview/orders/{order_id}/lines/{product}/quantity-reason")
async def get_previewed_quantity_reason(
    cycle: CodePath, order_id: UUID, product: CodePath, parts: Parts, say: Reader, _actor: Coordinator
) -> QuantityReasonView:
    """Why an order would get what it would get of a product, if the cycle were settled now."""
    return await quantity_reason_before(parts, cycle, order_id, product, say)
