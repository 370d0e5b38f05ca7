"""Where a cycle's goods go and when: what stands at the head of the papers of the day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.queries.demand import counted
from services.supply.queries.granted import run_in_force
from services.supply.storage.cycle_tables import cycle_centres, cycle_products, cycles
from services.supply.storage.demand_tables import centres, household_orders
from shared.contracts.manifest import ManifestState
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class CycleHead:
    """A cycle as papers name it."""

    cycle: str
    name: str
    delivery: date
    distribution: date


@dataclass(frozen=True, slots=True)
class Stop:
    """A centre that hands out goods: where, when in local time, for how many households."""

    centre: str
    name: str
    place: str
    starts: datetime
    ends: datetime
    households: int


async def cycle_head(connection: AsyncConnection, cycle: str) -> CycleHead:
    """The cycle.

    Raises:
        Refused: ``cycle_unknown``.
    """
    head, _ = await _head(connection, cycle)
    return head


async def settled_head(connection: AsyncConnection, cycle: str) -> CycleHead:
    """The cycle, once it is known who gets what.

    Raises:
        Refused: ``cycle_unknown`` or ``not_settled``.
    """
    head, run = await _head(connection, cycle)
    if run is None:
        raise Refused("not_settled", cycle=cycle)
    return head


async def is_settled(connection: AsyncConnection, cycle: str) -> bool:
    """Whether it is known who gets what."""
    return await connection.scalar(select(run_in_force(cycle))) is not None


async def stops_of(connection: AsyncConnection, cycle: str) -> list[Stop]:
    """The centres that take part, the first to hand out first."""
    found = _stops(cycle).order_by(cycle_centres.c.distribution_starts, cycle_centres.c.centre)
    return [Stop(*row) for row in await connection.execute(found)]


async def stop_of(connection: AsyncConnection, cycle: str, centre: str) -> Stop | None:
    """One centre; ``None``: it takes no part."""
    row = (await connection.execute(_stops(cycle).where(cycle_centres.c.centre == centre))).one_or_none()
    return None if row is None else Stop(*row)


async def product_names(connection: AsyncConnection, cycle: str) -> dict[str, str]:
    """The cycle's products as they were published, by code."""
    sold = cycle_products.c
    names = select(sold.product, sold.entry["name"].astext).where(sold.cycle == cycle)
    return {code: name or code for code, name in await connection.execute(names)}


async def _head(connection: AsyncConnection, cycle: str) -> tuple[CycleHead, int | None]:
    its = cycles.c
    found = select(its.cycle, its.name, its.delivery, its.distribution, run_in_force(cycle)).where(its.cycle == cycle)
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        raise Refused("cycle_unknown", cycle=cycle)
    *head, run = row
    return CycleHead(*head), run


def _stops(cycle: str) -> Select[Any]:
    its, order = cycle_centres.c, household_orders.c
    households = (
        select(func.count())
        .where(order.cycle == cycle, order.centre == its.centre, order.state == ManifestState.CONFIRMED.value)
        .scalar_subquery()
    )
    place = func.coalesce(func.nullif(its.place, ""), centres.c.place, "")
    return (
        select(
            *(its.centre, func.coalesce(centres.c.name, its.centre), place),
            *(its.distribution_starts, its.distribution_ends, households),
        )
        .select_from(cycle_centres.outerjoin(centres, centres.c.centre == its.centre))
        .where(its.cycle == cycle, its.scheduled_version.is_not(None), counted(its.centre, cycle))
    )
