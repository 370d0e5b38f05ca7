"""What the coordinator has fixed on the plan of a cycle."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.overrides import Override
from services.supply.storage.buying_tables import plan_overrides, planned_overrides
from services.supply.storage.plan_rows import PlanKey
from shared.kernel.refusal import Refused

_COLUMNS = tuple(Override.__slots__)


@dataclass(frozen=True, slots=True)
class OverrideInList:
    """An override as it stands; ``supplier`` None: nothing is bought, ``cases`` None: as many as are cheapest."""

    product: str
    supplier: str | None
    cases: int | None
    reason: str
    decided_by: UUID
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class PlannedOverride:
    """An override that a plan keeps to, and what it costs in cents against the plan without it (None: not known)."""

    product: str
    supplier: str | None
    cases: int | None
    reason: str
    decided_by: UUID
    costs_cents: int | None


async def overrides_of(connection: AsyncConnection, cycle: str) -> tuple[Override, ...]:
    """What the next plan of a cycle must keep to, by product."""
    found = await connection.execute(_standing(cycle, *_COLUMNS))
    return tuple(sorted((Override(*row) for row in found), key=lambda one: one.product))


async def overrides_in_list(connection: AsyncConnection, cycle: str) -> list[OverrideInList]:
    """The same with when each was decided."""
    query = _standing(cycle, *OverrideInList.__slots__)
    found = [OverrideInList(*row) for row in await connection.execute(query)]
    return sorted(found, key=lambda one: one.product)


async def overrides_of_plan(connection: AsyncConnection, cycle: str, plan: int) -> tuple[PlannedOverride, ...]:
    """What a plan was made to keep to, by product."""
    kept = planned_overrides.c
    query = select(*(kept[name] for name in PlannedOverride.__slots__)).where(kept.cycle == cycle, kept.plan == plan)
    return tuple(PlannedOverride(*row) for row in sorted(await connection.execute(query), key=lambda row: row.product))


async def check_overrides_kept(connection: AsyncConnection, key: PlanKey) -> None:
    """Do nothing when the plan keeps to exactly what is fixed now.

    Raises:
        Refused: ``overrides_changed``.
    """
    kept = await overrides_of_plan(connection, key.cycle, key.plan)
    made_with = tuple(Override(one.product, one.supplier, one.cases, one.reason, one.decided_by) for one in kept)
    if made_with != await overrides_of(connection, key.cycle):
        raise Refused("overrides_changed", cycle=key.cycle)


def _standing(cycle: str, *columns: str) -> Select[Any]:
    fixed = plan_overrides.c
    return select(*(fixed[name] for name in columns)).where(fixed.cycle == cycle)
