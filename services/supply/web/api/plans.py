"""The purchase plan: what is bought of each product, from whom, at which rung, and why."""

from decimal import Decimal
from typing import Self

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.supply.commands.make_plan import make_plan
from services.supply.metrics import CLOSE_SECONDS
from services.supply.queries.names import Names, names_of
from services.supply.queries.plan import PlannedLine, PlannedSupplier, PlanView, plan_view
from services.supply.queries.snapshot import snapshot
from services.supply.web.api.choices import ChoiceView, choices_shown
from services.supply.web.api.overrides import PlannedOverrideView, together_sentence
from services.supply.web.fields import CodePath
from services.supply.web.parts import Coordinator, Parts, SupplyParts
from services.supply.web.plan_sentences import elsewhere_sentence, line_sentence
from shared.web.translation import Reader, Translator

router = APIRouter(prefix="/v1/cycles", tags=["plan"])


class PlanLineView(BaseModel):
    """One product. Nothing is bought of it when ``supplier`` is null."""

    product: str
    demand: int
    stock_used: int
    need: int
    supplier: str | None
    cases: int
    case_size: int | None
    quantity: int
    rung_from: int | None
    price: Decimal | None = Field(description="Euros per display unit, excluding VAT.")
    goods_cents: int = Field(description="Excluding VAT.")
    short: int
    surplus: int
    reason: str
    elsewhere: str | None = Field(
        description="What the next best supplier would have cost; "
        "null: nothing is bought, nobody else could, or the supplier was fixed."
    )

    @classmethod
    def of(cls, line: PlannedLine, names: Names, say: Translator) -> Self:
        """A line with its reason as a sentence."""
        figures = {name: getattr(line, name) for name in PlannedLine.__slots__ if name != "reason"}
        return cls(
            reason=line_sentence(say, line.reason, names.suppliers),
            elsewhere=elsewhere_sentence(say, line.reason, names.suppliers),
            **figures,
        )


class PlanSupplierView(BaseModel):
    """What the coordinator weighs before approving: the total with VAT, what households hold for it, the gap."""

    supplier: str
    goods_cents: int
    delivery_cents: int
    vat_cents: int
    total_cents: int
    households_hold_cents: int = Field(description="For the lines of the products bought from this supplier.")
    gap_cents: int

    @classmethod
    def of(cls, supplier: PlannedSupplier) -> Self:
        """A supplier as it is shown."""
        return cls(**{name: getattr(supplier, name) for name in cls.model_fields})


class PlanBody(BaseModel):
    """A plan that was made."""

    plan: int
    objective_cents: int
    proven: bool
    demand_digest: str
    lines: list[PlanLineView]
    suppliers: list[PlanSupplierView]
    overrides: list[PlannedOverrideView]
    overrides_cost_cents: int | None = Field(
        description="The plan's objective less that of the best plan without any override; null: not known."
    )
    overrides_sentence: str | None = Field(description="The same in words, of several overrides.")
    choices: list[ChoiceView]

    @classmethod
    def of(cls, view: PlanView, asked: list[ChoiceView], names: Names, say: Translator) -> Self:
        """A plan as it is shown."""
        return cls(
            plan=view.plan,
            objective_cents=view.objective_cents,
            proven=view.proven,
            demand_digest=view.demand_digest,
            lines=[PlanLineView.of(line, names, say) for line in view.lines],
            suppliers=[PlanSupplierView.of(supplier) for supplier in view.suppliers],
            overrides=[PlannedOverrideView.of(one, say, alone=len(view.overrides) == 1) for one in view.overrides],
            overrides_cost_cents=view.overrides_cost_cents,
            overrides_sentence=together_sentence(view, say),
            choices=asked,
        )


@router.post("/{cycle}/plan")
async def post_plan(cycle: CodePath, parts: Parts, say: Reader, actor: Coordinator) -> PlanBody:
    """Make the plan of a sealed cycle; on the same demand, stock and offers it is the one there is."""
    with CLOSE_SECONDS.labels("plan").time():
        await make_plan(parts.engine, cycle, actor.user_id)
    return await _shown(parts, cycle, say)


@router.get("/{cycle}/plan")
async def get_plan(cycle: CodePath, parts: Parts, say: Reader, _actor: Coordinator) -> PlanBody:
    """The plan in force, with what it asks the coordinator to accept."""
    return await _shown(parts, cycle, say)


async def _shown(parts: SupplyParts, cycle: str, say: Translator) -> PlanBody:
    async with snapshot(parts.engine) as connection:
        view = await plan_view(connection, cycle)
        names = await names_of(connection, cycle)
        asked = await choices_shown(connection, cycle, names, say)
        return PlanBody.of(view, asked, names, say)
