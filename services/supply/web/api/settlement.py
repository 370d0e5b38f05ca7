"""Settlement: who gets what, what it costs in the end, and the proof that no cent is lost."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.supply.commands.abandon_cycle import Abandonment, abandon_cycle
from services.supply.commands.settle_cycle import settle_cycle
from services.supply.metrics import CLOSE_SECONDS
from services.supply.queries.settlement import settlement_view
from services.supply.queries.snapshot import snapshot
from services.supply.web.fields import Body, CodePath, Reason
from services.supply.web.parts import Coordinator, Parts, SupplyParts

router = APIRouter(prefix="/v1/cycles", tags=["settlement"])


class _View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ProductOutcomeView(_View):
    """One product; prices are cents per display unit, VAT and delivery included."""

    product: str
    demand: int
    late_demand: int = Field(description="Of the demand, by orders admitted after the goods were bought.")
    received: int
    stock_used: int
    granted: int
    kept: int
    kept_value_cents: int
    ceiling_price_cents: int
    final_price_cents: int | None = Field(description="Null: there was nothing to hand out.")
    invoiced_cents: int = Field(description="Its part of its supplier's invoice.")
    stock_value_cents: int = Field(description="Of the stock used.")
    charged_cents: int
    adjustment_cents: int
    uncovered: bool = Field(description="The adjustment is what the ceiling did not cover; else it is rounding.")
    shortage: str | None = Field(description="Reason code of whoever gets less than ordered.")


class InvoiceView(_View):
    """What one supplier invoices."""

    supplier: str
    goods_cents: int
    delivery_cents: int
    vat_cents: int
    total_cents: int


class FiguresView(_View):
    """Of one run. Always: charged − rounding − uncovered + stock kept − stock used = invoices."""

    orders: int
    abandoned_because: str | None = Field(description="Why nothing was bought; null: the cycle was carried out.")
    objective_cents: int
    held_cents: int
    charged_cents: int
    rebates_cents: int
    invoices_cents: int
    stock_kept_cents: int
    stock_used_cents: int
    rounding_cents: int
    uncovered_cents: int
    products: list[ProductOutcomeView]
    invoices: list[InvoiceView]


class SettlementBody(FiguresView):
    """The run in force."""

    run: int = Field(description="The number that orders posts it under; it rises with each run, with gaps.")
    times_settled: int = Field(description="1: settled for the first time; then one more with each correction.")


class PublicationBody(Body):
    """Which figures are to be published."""

    figures: str | None = Field(
        None,
        pattern="^[0-9a-f]{64}$",
        description="The digest of the preview that was looked at: no other figures are published. "
        "Null: whatever they are.",
        examples=["5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"],
    )


class AbandonmentBody(Body):
    """Why nothing is bought in this cycle."""

    reason: Reason = Field(examples=["The mill burnt down and nobody else can deliver in time."])


@router.post("/{cycle}/settlement")
async def post_settlement(
    cycle: CodePath, parts: Parts, actor: Coordinator, body: PublicationBody | None = None
) -> SettlementBody:
    """Settle a cycle; on unchanged deliveries the run in force stands, else the next one is published."""
    figures = body.figures if body else None
    with CLOSE_SECONDS.labels("settlement").time():
        await settle_cycle(parts.engine, parts.clock, cycle, actor.user_id, figures)
    return await _shown(parts, cycle)


@router.post("/{cycle}/abandonment")
async def post_abandonment(cycle: CodePath, body: AbandonmentBody, parts: Parts, actor: Coordinator) -> SettlementBody:
    """Buy nothing: drafts are cancelled and every household gets all of its money back."""
    await abandon_cycle(parts.engine, parts.clock, Abandonment(cycle, body.reason, actor.user_id))
    return await _shown(parts, cycle)


@router.get("/{cycle}/settlement")
async def get_settlement(cycle: CodePath, parts: Parts, _actor: Coordinator) -> SettlementBody:
    """The run in force."""
    return await _shown(parts, cycle)


async def _shown(parts: SupplyParts, cycle: str) -> SettlementBody:
    async with snapshot(parts.engine) as connection:
        return SettlementBody.model_validate(await settlement_view(connection, cycle))
