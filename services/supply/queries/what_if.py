"""What the orders heard so far would make of a cycle: read in one snapshot, weighed with no connection held."""

import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.domain.what_if import WhatIf, what_if
from services.supply.queries.demand import figures
from services.supply.queries.snapshot import snapshot
from services.supply.storage.cycle_tables import cycles
from shared.kernel.refusal import Refused


async def what_if_of(engine: AsyncEngine, cycle: str, more_households: int) -> WhatIf:
    """Today's plan of a cycle and what would change it; nothing needs to be proved, nothing is stored.

    Raises:
        Refused: ``cycle_unknown``, ``cycle_not_open``: it is a draft, ``cycle_settled``, ``too_many_cases``,
            ``figures_too_large``, or what ``what_if`` raises about overrides.
    """
    async with snapshot(engine) as connection:
        row = (await connection.execute(select(cycles).where(cycles.c.cycle == cycle))).mappings().one_or_none()
        if row is None:
            raise Refused("cycle_unknown", cycle=cycle)
        if row["state"] == "draft":
            raise Refused("cycle_not_open", cycle=cycle)
        if row["state"] in {"settled", "archived"}:
            raise Refused("cycle_settled", cycle=cycle)
        found = await figures(connection, row)
    return await asyncio.to_thread(what_if, found, more_households)
