"""Every plan of a cycle: who had it made, why it replaced the one before, and what it was."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.plan_history import Because, MadePlan, history
from services.supply.queries.cycles import check_cycle_known
from services.supply.queries.names import Names, names_of
from services.supply.queries.plan import made_plan_view
from services.supply.queries.plan_history import made_plans
from services.supply.queries.snapshot import snapshot
from services.supply.web.api.choices import choices_accepted
from services.supply.web.api.plans import PlanBody
from services.supply.web.fields import CodePath
from services.supply.web.parts import Coordinator, Parts
from services.supply.web.plan_history_sentences import BECAUSE
from shared.web.translation import Reader, Translator

PlanNumber = Annotated[int, Path(ge=1, le=2_000_000_000)]

router = APIRouter(prefix="/v1/cycles", tags=["plan"])


class MadePlanView(BaseModel):
    """A plan that was made; the one with the highest number is in force."""

    plan: int
    made_by: UUID
    made_at: datetime
    demand_digest: str
    objective_cents: int
    proven: bool
    because: list[Because] = Field(description="What changed since the plan before.")
    sentence: str

    @classmethod
    def of(cls, made: MadePlan, because: Sequence[Because], say: Translator) -> Self:
        """A plan as it is shown."""
        figures = {name: getattr(made, name) for name in cls.model_fields if name not in {"because", "sentence"}}
        return cls(because=list(because), sentence=" ".join(say(BECAUSE[one]) for one in because), **figures)


class PlansView(BaseModel):
    """The plans of a cycle, by number."""

    plans: list[MadePlanView]


@router.get("/{cycle}/plans")
async def get_plans(cycle: CodePath, parts: Parts, say: Reader, _actor: Coordinator) -> PlansView:
    """Every plan that was made of a cycle, and why."""
    async with snapshot(parts.engine) as connection:
        await check_cycle_known(connection, cycle)
        made = await made_plans(connection, cycle)
    return PlansView(plans=[MadePlanView.of(one, because, say) for one, because in history(made)])


@router.get("/{cycle}/plans/{plan}")
async def get_made_plan(cycle: CodePath, plan: PlanNumber, parts: Parts, say: Reader, _actor: Coordinator) -> PlanBody:
    """A plan that was made, replaced or not: its lines and why, what was fixed on it, and what of it was accepted."""
    async with snapshot(parts.engine) as connection:
        await check_cycle_known(connection, cycle)
        return await made_plan(connection, cycle, plan, await names_of(connection, cycle), say)


async def made_plan(connection: AsyncConnection, cycle: str, plan: int, names: Names, say: Translator) -> PlanBody:
    """The same for pages.

    Raises:
        Refused: ``plan_unknown``.
    """
    view = await made_plan_view(connection, cycle, plan)
    return PlanBody.of(view, await choices_accepted(connection, view, cycle, names, say), names, say)
