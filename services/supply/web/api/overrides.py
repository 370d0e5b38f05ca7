"""What the coordinator fixes on a plan by hand, with its reason."""

from datetime import datetime
from typing import Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from services.supply.commands.override_plan import Decision, keep_as_planned, override_plan, take_override_back
from services.supply.queries.cycles import check_cycle_known
from services.supply.queries.overrides import OverrideInList, PlannedOverride, overrides_in_list
from services.supply.queries.plan import PlanView
from services.supply.queries.snapshot import snapshot
from services.supply.web.fields import Body, Code, CodePath, Flag, Reason, SomeQuantity, put_status
from services.supply.web.override_sentences import (
    COSTS,
    COSTS_UNKNOWN,
    OTHERS_STAND,
    SAVES,
    SAVES_TOGETHER,
    TOGETHER,
    TOGETHER_UNKNOWN,
)
from services.supply.web.parts import Coordinator, Parts, SupplyParts
from shared.kernel.refusal import Refused
from shared.web.translation import Translator

router = APIRouter(prefix="/v1/cycles", tags=["plan"])


class OverrideBody(Body):
    """Exactly one of: a supplier, with cases or as many as are cheapest; dropped; as the plan in force has it."""

    supplier: Code | None = Field(default=None, examples=["DOMB"])
    cases: SomeQuantity | None = Field(default=None, examples=[None], le=1_000_000)
    dropped: Flag = Field(default=False, description="Nothing is bought of it.")
    as_planned: Flag = Field(default=False, description="What the plan in force buys of it, whatever changes.")
    reason: Reason = Field(examples=["The mill of ALMA is out of order."])

    def check(self) -> None:
        """Do nothing when it is clear what is fixed.

        Raises:
            Refused: ``override_unclear``.
        """
        said = (self.supplier is not None) + self.dropped + self.as_planned
        if said != 1 or (self.cases is not None and self.supplier is None):
            raise Refused("override_unclear")


class OverrideView(BaseModel):
    """An override as it stands: no supplier, nothing is bought; no cases, as many as are cheapest."""

    product: str
    supplier: str | None
    cases: int | None
    reason: str
    decided_by: UUID
    decided_at: datetime

    @classmethod
    def of(cls, found: OverrideInList) -> Self:
        """An override as it is shown."""
        return cls(**{name: getattr(found, name) for name in cls.model_fields})


class OverridesView(BaseModel):
    """What the next plan will keep to, by product."""

    overrides: list[OverrideView]


class PlannedOverrideView(BaseModel):
    """What a plan keeps to because the coordinator said so, and what that costs."""

    product: str
    supplier: str | None
    cases: int | None
    reason: str
    decided_by: UUID
    costs_cents: int | None = Field(
        description="The plan's objective less that of the best plan without this override, while the others stand; "
        "null: not known."
    )
    sentence: str

    @classmethod
    def of(cls, found: PlannedOverride, say: Translator, *, alone: bool) -> Self:
        """An override as a plan shows it, ``alone`` or one of several."""
        figures = {name: getattr(found, name) for name in PlannedOverride.__slots__}
        costs = _costs_sentence(found.costs_cents, say)
        sentence = costs if alone or found.costs_cents is None else f"{costs} {say(OTHERS_STAND)}"
        return cls(sentence=sentence, **figures)


@router.get("/{cycle}/plan/overrides")
async def get_overrides(cycle: CodePath, parts: Parts, _actor: Coordinator) -> OverridesView:
    """What is fixed on the plan of a cycle."""
    return await _shown(parts, cycle)


@router.put("/{cycle}/plan/overrides/{product}", responses={201: {"model": OverridesView}})
async def put_override(  # noqa: PLR0913 - what FastAPI hands over
    cycle: CodePath, product: CodePath, body: OverrideBody, response: Response, *, parts: Parts, actor: Coordinator
) -> OverridesView:
    """Fix what is bought of a product, until a purchase order is approved; then make the plan again."""
    body.check()
    decision = Decision(cycle, product, body.reason, actor.user_id)
    if body.as_planned:
        new = await keep_as_planned(parts.engine, decision)
    else:
        new = await override_plan(parts.engine, decision, body.supplier, body.cases)
    put_status(response, created=new)
    return await _shown(parts, cycle)


@router.delete("/{cycle}/plan/overrides/{product}")
async def delete_override(cycle: CodePath, product: CodePath, parts: Parts, _actor: Coordinator) -> OverridesView:
    """Leave a product to the plan again, until a purchase order is approved."""
    await take_override_back(parts.engine, cycle, product)
    return await _shown(parts, cycle)


async def _shown(parts: SupplyParts, cycle: str) -> OverridesView:
    async with snapshot(parts.engine) as connection:
        await check_cycle_known(connection, cycle)
        found = await overrides_in_list(connection, cycle)
    return OverridesView(overrides=[OverrideView.of(one) for one in found])


def together_sentence(plan: PlanView, say: Translator) -> str | None:
    """What all overrides of a plan cost; None where there are not several."""
    costs = plan.overrides_cost_cents
    if len(plan.overrides) < 2:
        return None
    if costs is None:
        return say(TOGETHER_UNKNOWN)
    return say(SAVES_TOGETHER, saves_cents=-costs) if costs < 0 else say(TOGETHER[costs > 0], costs_cents=costs)


def _costs_sentence(costs: int | None, say: Translator) -> str:
    if costs is None:
        return say(COSTS_UNKNOWN)
    return say(SAVES, saves_cents=-costs) if costs < 0 else say(COSTS[costs > 0], costs_cents=costs)
