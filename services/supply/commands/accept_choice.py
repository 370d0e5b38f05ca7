"""The coordinator accepts, by name and with a reason, what a plan asks before it is ordered."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.queries.choices import ChoiceKind, choices, plan_number
from services.supply.queries.network_settings import network_settings
from services.supply.storage.buying_tables import plan_choices
from services.supply.storage.cycle_rows import lock_cycle
from shared.database import transaction
from shared.kernel.refusal import Refused, check_same_reason


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A named choice of the ``plan`` that was looked at: ``subject`` is a supplier, product or centre."""

    cycle: str
    plan: int
    kind: ChoiceKind
    subject: str
    reason: str
    decided_by: UUID


async def accept_choice(engine: AsyncEngine, accepted: Acceptance) -> None:
    """Store a choice of the plan in force; a second time, for the same reason, nothing changes.

    Raises:
        Refused: ``cycle_unknown``, ``no_plan``, ``plan_replaced``: the choice is of an earlier plan, whose gap was
            another, ``choice_unknown`` or ``reason_differs``.
    """
    async with transaction(engine) as connection:
        await lock_cycle(connection, accepted.cycle)
        plan = await plan_number(connection, accepted.cycle)
        if plan is None:
            raise Refused("no_plan", cycle=accepted.cycle)
        if plan != accepted.plan:
            raise Refused("plan_replaced", cycle=accepted.cycle, plan=plan)
        limit = (await network_settings(connection)).gap_limit_cents
        asked = await choices(connection, accepted.cycle, plan, limit)
        if (accepted.kind, accepted.subject) not in {(choice.kind, choice.subject) for choice in asked}:
            raise Refused("choice_unknown", kind=accepted.kind, subject=accepted.subject, cycle=accepted.cycle)
        choice = {"cycle": accepted.cycle, "plan": plan, "kind": accepted.kind.value, "subject": accepted.subject}
        before = await connection.scalar(select(plan_choices.c.reason).filter_by(**choice))
        check_same_reason(before, accepted.reason)
        row = choice | {"reason": accepted.reason, "decided_by": accepted.decided_by}
        await connection.execute(insert(plan_choices).values(row).on_conflict_do_nothing())
