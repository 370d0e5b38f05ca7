"""What the coordinator must accept by name before anything is ordered, and what was accepted."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, Uuid, cast, func, literal, null, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.buying_tables import plan_choices, plan_lines, plan_suppliers, plans
from services.supply.storage.demand_tables import left_out_centres
from shared.kernel.refusal import Refused


class ChoiceKind(StrEnum):
    """What is chosen knowingly."""

    GAP = "gap"
    """A supplier costs more than its households hold, by more than the network's limit."""
    UNBOUGHT = "unbought"
    """A product that is needed is not bought."""
    LEFT_OUT = "left_out"
    """A centre whose orders can't be proved gets its money back."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a plan. ``gap_cents`` is only of a gap; ``accepted_by`` is None while it waits."""

    kind: ChoiceKind
    subject: str
    gap_cents: int | None
    accepted_by: UUID | None
    reason: str | None


async def plan_number(connection: AsyncConnection, cycle: str) -> int | None:
    """The number of the plan in force, or None before the first."""
    query = select(func.max(plans.c.plan)).where(plans.c.cycle == cycle)
    number: int | None = await connection.scalar(query)
    return number


async def choices(connection: AsyncConnection, cycle: str, plan: int, gap_limit_cents: int) -> list[Choice]:
    """The choices of a plan, by kind and subject."""
    asked = union_all(_gaps(cycle, plan, gap_limit_cents), _unbought(cycle, plan), _left_out(cycle)).subquery("asked")
    accepted = plan_choices.c
    query = (
        select(
            asked.c.kind,
            asked.c.subject,
            asked.c.gap_cents,
            func.coalesce(accepted.decided_by, asked.c.decided_by).label("decided_by"),
            func.coalesce(accepted.reason, asked.c.reason).label("reason"),
        )
        .outerjoin(
            plan_choices,
            (accepted.cycle == cycle)
            & (accepted.plan == plan)
            & (accepted.kind == asked.c.kind)
            & (accepted.subject == asked.c.subject),
        )
        .order_by(asked.c.kind, asked.c.subject)
    )
    return [
        Choice(ChoiceKind(row.kind), row.subject, row.gap_cents, row.decided_by, row.reason)
        for row in await connection.execute(query)
    ]


async def check_choices_accepted(connection: AsyncConnection, cycle: str, plan: int, gap_limit_cents: int) -> None:
    """Do nothing when the coordinator has accepted all that the plan asks.

    Raises:
        Refused: ``choices_open`` with the subjects that still wait.
    """
    asked = await choices(connection, cycle, plan, gap_limit_cents)
    if waiting := sorted({choice.subject for choice in asked if choice.accepted_by is None}):
        raise Refused("choices_open", cycle=cycle, subjects=waiting)


def _gaps(cycle: str, plan: int, gap_limit_cents: int) -> Select[Any]:
    order = plan_suppliers.c
    gap = order.goods_cents + order.delivery_cents + order.vat_cents - order.households_hold_cents
    found = select(
        literal(ChoiceKind.GAP.value).label("kind"),
        order.supplier.label("subject"),
        gap.label("gap_cents"),
        cast(null(), Uuid).label("decided_by"),
        cast(null(), Text).label("reason"),
    )
    return found.where(order.cycle == cycle, order.plan == plan, gap > gap_limit_cents)


def _unbought(cycle: str, plan: int) -> Select[Any]:
    line = plan_lines.c
    found = select(literal(ChoiceKind.UNBOUGHT.value), line.product, null(), null(), null())
    return found.where(line.cycle == cycle, line.plan == plan, line.need > 0, line.supplier.is_(None))


def _left_out(cycle: str) -> Select[Any]:
    """Accepted by the decision itself, which has its name and reason."""
    left = left_out_centres.c
    found = select(literal(ChoiceKind.LEFT_OUT.value), left.centre, null(), left.decided_by, left.reason)
    return found.where(left.cycle == cycle)
