"""Every plan of a cycle: who had it made, and why it replaced the one before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.supply.domain.plan_history import Because, MadePlan, history
from services.supply.queries.cycles import check_cycle_known
from services.supply.queries.plan_history import made_plans
from services.supply.queries.snapshot import snapshot
from services.supply.web.fields import CodePath
from services.supply.web.parts import Coordinator, Parts
from services.supply.web.plan_history_sentences import BECAUSE
from shared.web.translation import Reader, Translator

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
