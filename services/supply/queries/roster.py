"""What a cycle's roster is made from, and the roster as it was made."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, false, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.rostering import Assignment, Roster
from services.supply.domain.shifts import CentreLoad, Shift, ShiftKind, weight_grams
from services.supply.queries.snapshot import snapshot
from services.supply.storage.catalogue_tables import products
from services.supply.storage.cycle_tables import cycle_centres, cycles
from services.supply.storage.demand_tables import household_order_lines, household_orders, left_out_centres
from services.supply.storage.roster_tables import assignments, roster_choices, rosters, shifts
from shared.contracts.manifest import ManifestState
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Work:
    """A cycle's work: the delivery day, and what each centre's households ordered."""

    delivery: date
    loads: tuple[CentreLoad, ...]


async def work_of(connection: AsyncConnection, cycle: str) -> Work:
    """The work of the orders that are here, without the centres that were left out.

    Raises:
        Refused: ``cycle_unknown``.
    """
    delivery = await connection.scalar(select(cycles.c.delivery).where(cycles.c.cycle == cycle))
    if delivery is None:
        raise Refused("cycle_unknown", cycle=cycle)
    left_out = select(left_out_centres.c.centre).where(left_out_centres.c.cycle == cycle)
    dates = select(
        cycle_centres.c.centre, cycle_centres.c.distribution_starts, cycle_centres.c.distribution_ends
    ).where(
        cycle_centres.c.cycle == cycle,
        cycle_centres.c.scheduled_version.is_not(None),
        cycle_centres.c.centre.not_in(left_out),
    )
    households, grams = await _households(connection, cycle), await _grams(connection, cycle)
    loads = [
        CentreLoad(
            row.centre, households[row.centre], grams[row.centre], row.distribution_starts, row.distribution_ends
        )
        for row in await connection.execute(dates.order_by(cycle_centres.c.centre))
    ]
    return Work(delivery, tuple(loads))


async def _households(connection: AsyncConnection, cycle: str) -> Counter[str]:
    orders = household_orders.c
    counts = (
        select(orders.centre, func.count().label("households"))
        .where(orders.cycle == cycle, orders.state == ManifestState.CONFIRMED.value)
        .group_by(orders.centre)
    )
    return Counter({row.centre: row.households for row in await connection.execute(counts)})


async def _grams(connection: AsyncConnection, cycle: str) -> Counter[str]:
    """Each centre's weight; one pass over the cycle's lines."""
    lines = household_order_lines.c
    sums = (
        select(lines.centre, products.c.unit, products.c.net_grams, func.sum(lines.quantity).label("quantity"))
        .join(products, products.c.product == lines.product)
        .where(lines.cycle == cycle)
        .group_by(lines.centre, products.c.unit, products.c.net_grams)
    )
    grams: Counter[str] = Counter()
    for row in await connection.execute(sums):
        grams[row.centre] += weight_grams(int(row.quantity), Unit(row.unit), row.net_grams)
    return grams


async def made_roster(engine: AsyncEngine, cycle: str) -> Roster:
    """The roster as it stands: made last, and changed by hand since.

    Raises:
        Refused: ``roster_not_made``.
    """
    async with snapshot(engine) as connection:
        return await roster_of(connection, cycle)


async def roster_of(connection: AsyncConnection, cycle: str) -> Roster:
    """The same, in a transaction that is there.

    Raises:
        Refused: ``roster_not_made``.
    """
    found = await stored_roster(connection, cycle)
    if found is None:
        raise Refused("roster_not_made", cycle=cycle)
    return found


async def stored_roster(connection: AsyncConnection, cycle: str) -> Roster | None:
    """The roster, if one was made."""
    made = (await connection.execute(select(rosters).where(rosters.c.cycle == cycle))).one_or_none()
    if made is None:
        return None
    of_cycle = select(shifts).where(shifts.c.cycle == cycle).order_by(shifts.c.starts, shifts.c.shift)
    return Roster(
        tuple(
            Shift(row.shift, ShiftKind(row.kind), row.centre, row.starts, row.ends, row.needed)
            for row in await connection.execute(of_cycle)
        ),
        await _assigned(connection, cycle),
        made.proven,
        made.version,
    )


async def _assigned(connection: AsyncConnection, cycle: str) -> tuple[Assignment, ...]:
    taken, chosen = assignments.c, roster_choices.c
    same = and_(chosen.cycle == taken.cycle, chosen.shift == taken.shift, chosen.volunteer == taken.volunteer)
    query = (
        select(taken.shift, taken.volunteer, taken.substitute, func.coalesce(chosen.placed, false()))
        .outerjoin(roster_choices, same)
        .where(taken.cycle == cycle)
    )
    return tuple(sorted(Assignment(*row) for row in await connection.execute(query)))
