"""Settlement runs that arrived whole and are not posted: what speaks against each, and which orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.settlement import FUND_LOW, Obstacles, RunTotals
from services.orders.storage.cycle_tables import cycles
from services.orders.storage.settlement_changes import obstacles, orders_against
from services.orders.storage.settlement_tables import cycle_settlements, settlement_staging
from services.orders.storage.versions import AnyRow

MOST_NAMED = 20
"""Of a run that many orders speak against, the first say where to look."""


@dataclass(frozen=True, slots=True)
class OrderAgainst:
    """An order that speaks against a run; of one that is not known here no household is."""

    order_id: UUID
    centre: str
    household_number: str | None


@dataclass(frozen=True, slots=True)
class RefusedRun:
    """A run that is not posted: what it announced, what arrived of it, and what speaks against it now."""

    cycle: str
    run: int
    announced: RunTotals
    arrived: RunTotals
    fund_low: bool
    against: Obstacles
    orders: Sequence[OrderAgainst]


def stands_refused() -> ColumnElement[bool]:
    """Of a staged run beside its cycle: it is refused, and no later one was posted."""
    staged = settlement_staging.c
    return staged.refused.is_not(None) & (cycles.c.settled_run.is_(None) | (staged.run > cycles.c.settled_run))


async def refused_runs(connection: AsyncConnection) -> list[RefusedRun]:
    """Those that stand, by cycle and number."""
    staged, control = settlement_staging.c, cycle_settlements.c
    same = (control.cycle == staged.cycle) & (control.run == staged.run)
    sums = [
        table[name].label(f"{what}_{name}") for what, table in (("staged", staged), ("said", control)) for name in _SUMS
    ]
    found = (
        select(staged.cycle, staged.run, staged.refused, control.left_out, *sums)
        .join(cycle_settlements, same)
        .join(cycles, cycles.c.code == staged.cycle)
        .where(stands_refused())
        .order_by(staged.cycle, staged.run)
    )
    return [await _refused(connection, row) for row in (await connection.execute(found)).all()]


_SUMS = ("orders", "held_cents", "charged_cents")


async def _refused(connection: AsyncConnection, row: AnyRow) -> RefusedRun:
    run = row.cycle, row.run, [UUID(group_order) for group_order in row.left_out]
    named = await connection.execute(orders_against(*run).limit(MOST_NAMED))
    return RefusedRun(
        row.cycle,
        row.run,
        announced=RunTotals(row.said_orders, row.said_held_cents, row.said_charged_cents),
        arrived=RunTotals(row.staged_orders, row.staged_held_cents, row.staged_charged_cents),
        fund_low=row.refused == FUND_LOW,
        against=Obstacles(*(await connection.execute(obstacles(*run))).one()),
        orders=[OrderAgainst(*one) for one in named],
    )
