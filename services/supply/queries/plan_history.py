"""Every plan that was made of a cycle."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.overrides import Override
from services.supply.domain.plan_history import MadePlan
from services.supply.storage.buying_tables import planned_overrides, plans
from services.supply.storage.incident_tables import incidents

_STORED = tuple(name for name in MadePlan.__slots__ if name not in {"left_out", "overrides", "after_incident"})


async def made_plans(connection: AsyncConnection, cycle: str) -> list[MadePlan]:
    """The plans of a cycle, by number."""
    kept = await _overrides(connection, cycle)
    incident = incidents.c
    after_incident = set(await connection.scalars(select(incident.plan).where(incident.cycle == cycle)))
    query = select(plans).where(plans.c.cycle == cycle).order_by(plans.c.plan)
    return [
        MadePlan(
            **{name: row[name] for name in _STORED},
            left_out=tuple(row["left_out"]),
            overrides=tuple(sorted(kept[row["plan"]], key=lambda one: one.product)),
            after_incident=row["plan"] in after_incident,
        )
        for row in (await connection.execute(query)).mappings()
    ]


async def _overrides(connection: AsyncConnection, cycle: str) -> dict[int, list[Override]]:
    override = planned_overrides.c
    columns = (override[name] for name in Override.__slots__)
    found: dict[int, list[Override]] = defaultdict(list)
    for plan, *row in await connection.execute(select(override.plan, *columns).where(override.cycle == cycle)):
        found[plan].append(Override(*row))
    return found
