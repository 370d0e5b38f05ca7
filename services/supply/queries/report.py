"""A report: one total, and rows that add up to it; what rests on few households is hidden from both."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.queries.cycles import check_cycle_known
from services.supply.queries.distribution_days import last_day
from services.supply.queries.incident_counts import IncidentCount, incident_counts
from services.supply.queries.report_facts import By, Scope, centres_before, facts, settled
from services.supply.queries.report_rows import Row, Rows, Surroundings
from services.supply.queries.report_solidarity import told_solidarity
from services.supply.queries.snapshot import snapshot
from services.supply.queries.stock import end_of, stock_value
from services.supply.storage.cycle_tables import cycles as cycle_rows
from services.supply.storage.demand_tables import centres
from services.supply.storage.roster_tables import assignments, shifts
from services.supply.storage.settlement_tables import settlements
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class NetworkMoney:
    """What belongs to the network alone, in cents; ``warehouse_minutes`` of volunteers are of no centre.

    ``stock_value_cents`` is what all stock was worth at the end of the period. What was held, and so what was given
    back of it, is None where it would tell of what few ordered.
    """

    held_cents: int | None
    rebates_cents: int | None
    invoices_cents: int
    stock_kept_cents: int
    stock_used_cents: int
    stock_value_cents: int
    rounding_cents: int
    uncovered_cents: int
    warehouse_minutes: int


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of the settled cycles of a scope, by distribution day; incidents are the network's.

    ``stock_value_cents`` is, of one centre, what the stock that lay there was worth at the end of the period.
    """

    cycles: tuple[str, ...]
    total: Row
    network: NetworkMoney | None
    stock_value_cents: int | None
    incidents: tuple[IncidentCount, ...] | None
    rows: tuple[Row, ...]


async def report(
    engine: AsyncEngine, scope: Scope, zone: ZoneInfo, *breakdowns: By, centre: str | None = None
) -> list[Report]:
    """The report of a scope in each of these breakdowns, of one moment; its days end as those of the zone.

    Raises:
        Refused: ``period_backwards``, ``cycle_unknown``, ``not_settled`` or ``report_centre_unknown``.
    """
    async with snapshot(engine) as connection:
        await _check(connection, scope, centre)
        about = await _surroundings(connection, scope, zone, centre)
        went_wrong = await incident_counts(connection, list(about.cycles))
        read = await facts(connection, scope, breakdowns, at_centres=centre is not None)
    reports = await asyncio.to_thread(_reports, about, read, breakdowns, centre)
    return reports if centre is not None else [replace(one, incidents=went_wrong) for one in reports]


async def incidents_reported(engine: AsyncEngine, scope: Scope) -> tuple[IncidentCount, ...]:
    """The incidents of a scope alone, as ``report`` has them.

    Raises:
        Refused: ``period_backwards``, ``cycle_unknown`` or ``not_settled``.
    """
    async with snapshot(engine) as connection:
        await _check(connection, scope, None)
        of = settled(scope)
        by_day = select(of.c.cycle).where(of.c.wanted).order_by(of.c.day, of.c.cycle)
        return await incident_counts(connection, list(await connection.scalars(by_day)))


async def _check(connection: AsyncConnection, scope: Scope, centre: str | None) -> None:
    if scope.begins and scope.until and scope.until < scope.begins:
        raise Refused("period_backwards", begins=scope.begins, until=scope.until)
    if scope.cycle is not None:
        await check_cycle_known(connection, scope.cycle)
        if not await connection.scalar(select(exists().where(settlements.c.cycle == scope.cycle))):
            raise Refused("not_settled", cycle=scope.cycle)
    if centre is not None and not await connection.scalar(select(exists().where(centres.c.centre == centre))):
        raise Refused("report_centre_unknown", centre=centre)


async def _surroundings(connection: AsyncConnection, scope: Scope, zone: ZoneInfo, centre: str | None) -> Surroundings:
    of = settled(scope)
    sums = [name for name in NetworkMoney.__slots__ if name in settlements.c]
    runs = (
        select(of.c.cycle, cycle_rows.c.name, *(settlements.c[name] for name in sums))
        .join(settlements, (settlements.c.cycle == of.c.cycle) & (settlements.c.run == of.c.run))
        .join(cycle_rows, cycle_rows.c.cycle == of.c.cycle)
        .where(of.c.wanted)
        .order_by(of.c.day, of.c.cycle)
    )
    found = (await connection.execute(runs)).mappings().all()
    cycles = [row["cycle"] for row in found]
    day = scope.until or await last_day(connection, cycles)
    worth = await stock_value(connection, None if day is None else end_of(day, zone), centre)
    named = await connection.execute(select(centres.c.centre, centres.c.name))
    return Surroundings(
        {row["cycle"]: row["name"] for row in found},
        {row.centre: row.name for row in named},
        await _minutes(connection, cycles),
        await told_solidarity(connection, cycles),
        {name: sum(row[name] for row in found) for name in sums} | {"stock_value_cents": worth},
        await centres_before(connection, scope),
    )


async def _minutes(connection: AsyncConnection, of_cycles: Sequence[str]) -> dict[tuple[str, str | None], int]:
    """What the rosters have volunteers do: at their own centre, helping at another, at the warehouse (None)."""
    shift = shifts.c
    length = func.extract("epoch", shift.ends - shift.starts) / 60
    query = (
        select(shift.cycle, shift.centre, func.sum(length).label("minutes"))
        .join(assignments, (assignments.c.cycle == shift.cycle) & (assignments.c.shift == shift.shift))
        .where(shift.cycle.in_(of_cycles))
        .group_by(shift.cycle, shift.centre)
    )
    return {(row.cycle, row.centre): int(row.minutes) for row in await connection.execute(query)}


def _reports(
    about: Surroundings, read: Sequence[RowMapping], breakdowns: Sequence[By], centre: str | None
) -> list[Report]:
    """Away from the event loop: a large network has tens of thousands of cells."""
    rows = Rows(about, read, centre)
    total = rows.total()
    network = None
    if centre is None and total.money is not None and total.money.charged_cents is not None:  # it would tell that
        warehouse = sum(minutes for (_, place), minutes in about.minutes.items() if place is None)
        network = NetworkMoney(**about.money, warehouse_minutes=warehouse)
        if not rows.tell_held():
            network = replace(network, held_cents=None, rebates_cents=None)
    lies_there = None if centre is None else about.money["stock_value_cents"]
    return [Report(tuple(about.cycles), total, network, lies_there, None, tuple(rows.of(by))) for by in breakdowns]
