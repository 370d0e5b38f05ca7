"""When each centre was last heard of in a cycle: the newest change of its group order or of a household's order.

Read apart from the proof, which needs an index alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, Table, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.demand_tables import group_orders, household_orders


@dataclass(frozen=True, slots=True)
class SignOfLife:
    """When a centre was last heard of, and how long ago that is by the clock that noted it."""

    heard_at: datetime
    ago: timedelta


async def signs_of_life(connection: AsyncConnection, cycle: str) -> Mapping[str, SignOfLife]:
    """By centre; one of which nothing was heard since that is kept has none."""
    heard = union_all(*(_heard(table, cycle) for table in (group_orders, household_orders))).subquery().c
    last = func.max(heard.heard_at)
    rows = await connection.execute(
        select(heard.centre, last.label("heard_at"), (func.now() - last).label("ago"))
        .group_by(heard.centre)
        .having(last.is_not(None))
    )
    return {row.centre: SignOfLife(row.heard_at, row.ago) for row in rows}


def _heard(table: Table, cycle: str) -> Select[Any]:
    heard_at = func.max(table.c.heard_at).label("heard_at")
    return select(table.c.centre, heard_at).where(table.c.cycle == cycle).group_by(table.c.centre)
