"""What the coordinator must accept by name before a plan is ordered."""

from typing import Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.commands.accept_choice import Acceptance, accept_choice
from services.supply.queries.choices import Choice, ChoiceKind, choices, plan_number
from services.supply.queries.names import Names, names_of
from services.supply.queries.network_settings import network_settings
from services.supply.queries.plan import PlanView
from services.supply.queries.snapshot import snapshot
from services.supply.web.buying_sentences import CHOICES
from services.supply.web.fields import MOST, Body, Code, CodePath, Reason
from services.supply.web.parts import Coordinator, Parts
from shared.web.translation import Reader, Translator

router = APIRouter(prefix="/v1/cycles", tags=["plan"])


class ChoiceBody(Body):
    """One choice accepted, and why."""

    plan: int = Field(strict=True, ge=1, le=2_000_000_000, examples=[1], description="The plan that asks, as shown.")
    kind: ChoiceKind = Field(examples=["gap"])
    subject: Code = Field(examples=["BRES"])
    reason: Reason = Field(examples=["What is left over is sold at the January cycle."])


class ChoiceView(BaseModel):
    """A choice as a sentence; it waits while nobody has accepted it."""

    kind: ChoiceKind
    subject: str
    sentence: str
    accepted_by: UUID | None
    reason: str | None

    @classmethod
    def of(cls, choice: Choice, names: Names, say: Translator) -> Self:
        """A choice as it is shown."""
        return cls(
            kind=choice.kind,
            subject=choice.subject,
            sentence=say(CHOICES[choice.kind], subject=_name(choice, names), gap_cents=choice.gap_cents),
            accepted_by=choice.accepted_by,
            reason=choice.reason,
        )


class ChoicesView(BaseModel):
    """The choices of the plan in force."""

    choices: list[ChoiceView]


async def choices_shown(connection: AsyncConnection, cycle: str, names: Names, say: Translator) -> list[ChoiceView]:
    """The choices of the plan in force, none before the first plan."""
    plan = await plan_number(connection, cycle)
    if plan is None:
        return []
    found = await choices(connection, cycle, plan, (await network_settings(connection)).gap_limit_cents)
    return [ChoiceView.of(choice, names, say) for choice in found]


async def choices_accepted(
    connection: AsyncConnection, plan: PlanView, cycle: str, names: Names, say: Translator
) -> list[ChoiceView]:
    """What was accepted of a plan, replaced or not, whatever the network's limit is now."""
    found = await choices(connection, cycle, plan.plan, -MOST)
    return [
        ChoiceView.of(choice, names, say)
        for choice in found
        if choice.accepted_by and (choice.kind is not ChoiceKind.LEFT_OUT or choice.subject in plan.left_out)
    ]


@router.post("/{cycle}/choices")
async def post_choice(cycle: CodePath, body: ChoiceBody, parts: Parts, say: Reader, actor: Coordinator) -> ChoicesView:
    """Accept a gap, a product left unbought or a centre left out, by name and with a reason."""
    accepted = Acceptance(cycle, body.plan, body.kind, body.subject, body.reason, actor.user_id)
    await accept_choice(parts.engine, accepted)
    async with snapshot(parts.engine) as connection:
        names = await names_of(connection, cycle)
        return ChoicesView(choices=await choices_shown(connection, cycle, names, say))


def _name(choice: Choice, names: Names) -> str:
    match choice.kind:
        case ChoiceKind.GAP:
            return names.suppliers[choice.subject]
        case ChoiceKind.UNBOUGHT:
            return names.products[choice.subject].name
        case ChoiceKind.LEFT_OUT:
            return names.centre(choice.subject)
