"""Stage settlement runs as they arrive; whichever part of a run comes last has it posted."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, Table, func, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.post_settlement import post_if_proved
from services.orders.storage.arrays import as_arrays, sent_rows
from services.orders.storage.cycle_tables import cycles
from services.orders.storage.settlement_tables import (
    cycle_settlements,
    settled_lines,
    settled_orders,
    settlement_staging,
)
from services.orders.storage.versions import newest, typed
from shared.contracts.cycles import CycleSettled, CycleSettledV2
from shared.contracts.settlements import HouseholdOrderSettled, SettledLine
from shared.kernel.clock import Clock

_ORDER = typed(settled_orders.c)
_LINE = typed(settled_lines.c)


def _stage_statement() -> Insert:
    """Stores the orders that are new, their lines, and adds them to what has arrived of their runs."""
    sent_lines = sent_rows("sent_line", _LINE)
    new = _insert(settled_orders, sent_rows("sent_order", _ORDER).select()).returning(*settled_orders.c).cte("new")
    their_lines = sent_lines.select().join_from(
        sent_lines, new, (new.c.order_id == sent_lines.c.order_id) & (new.c.run == sent_lines.c.run)
    )
    lines = _insert(settled_lines, their_lines).cte("lines")
    sums = (func.count(), func.sum(new.c.held_cents), func.sum(new.c.charged_cents))
    arrived = select(new.c.cycle, new.c.run, *sums).group_by(new.c.cycle, new.c.run).order_by(new.c.cycle, new.c.run)
    counted = ["orders", "held_cents", "charged_cents"]
    statement = insert(settlement_staging).from_select(["cycle", "run", *counted], arrived)
    added = {name: settlement_staging.c[name] + statement.excluded[name] for name in counted}
    return statement.on_conflict_do_update(index_elements=["cycle", "run"], set_=added).add_cte(lines)


def _insert(table: Table, source: Select[*tuple[Any, ...]]) -> Insert:
    return insert(table).from_select(list(table.c.keys()), source).on_conflict_do_nothing()


_STAGE = _stage_statement()


async def stage_settlement(
    clock: Clock, connection: AsyncConnection, events: Sequence[HouseholdOrderSettled | CycleSettled]
) -> None:
    """Apply ``HouseholdOrderSettled`` and ``CycleSettled``. A run not above the posted one is ignored."""
    posted = await _lock_cycles(connection, sorted({event.cycle for event in events}))
    fresh = [event for event in events if event.run > posted[event.cycle]]
    await _stage_orders(connection, [event for event in fresh if isinstance(event, HouseholdOrderSettled)])
    await _stage_controls(connection, [event for event in fresh if isinstance(event, CycleSettled)])
    for cycle, run in sorted({(event.cycle, event.run) for event in fresh}, reverse=True):
        await post_if_proved(connection, cycle, run, clock())


async def _lock_cycles(connection: AsyncConnection, codes: list[str]) -> dict[str, int]:
    """The last posted run of each cycle, locked: what of it arrives elsewhere waits its turn."""
    unheard = insert(cycles).on_conflict_do_nothing()
    await connection.execute(unheard, [{"code": code} for code in codes])
    found = select(cycles.c.code, func.coalesce(cycles.c.settled_run, 0).label("run")).where(cycles.c.code.in_(codes))
    locked = await connection.execute(found.order_by(cycles.c.code).with_for_update())
    return {row.code: row.run for row in locked}


async def _stage_orders(connection: AsyncConnection, events: Sequence[HouseholdOrderSettled]) -> None:
    """One statement for all: orders, lines of those that are new, and what has arrived of their runs."""
    found = newest(events, lambda event: (event.order_id, event.run))
    if found:
        orders = [_order(event) for event in found]
        lines = [_line(event, line) for event in found for line in event.lines]
        parameters = as_arrays("sent_order", _ORDER, orders) | as_arrays("sent_line", _LINE, lines)
        await connection.execute(_STAGE, parameters)


def _order(event: HouseholdOrderSettled) -> tuple[object, ...]:
    about = (event.order_id, event.run, event.version, event.cycle, event.centre, event.group_order_id)
    return (*about, event.held, event.charged)


def _line(event: HouseholdOrderSettled, line: SettledLine) -> tuple[object, ...]:
    why = (line.reason.code.value, line.reason.demand, line.reason.available) if line.reason else (None, None, None)
    return (event.order_id, event.run, line.product, line.granted, line.final_price, line.charged, *why)


async def _stage_controls(connection: AsyncConnection, events: Sequence[CycleSettled]) -> None:
    table = cycle_settlements
    for event in newest(events, lambda event: (event.cycle, event.run)):
        new = insert(table).values(_control(event))
        changed = {column.name: new.excluded[column.name] for column in table.c if not column.primary_key}
        newer = (table.c.version < new.excluded.version) & table.c.posted_at.is_(None)
        await connection.execute(new.on_conflict_do_update(index_elements=["cycle", "run"], set_=changed, where=newer))


def _control(event: CycleSettled) -> dict[str, object]:
    return {
        "cycle": event.cycle,
        "run": event.run,
        "version": event.version,
        "orders": event.orders,
        "held_cents": event.held,
        "charged_cents": event.charged,
        "rebates_cents": event.rebates,
        "rounding_cents": event.rounding,
        "uncovered_cents": event.uncovered,
        "stock_kept_cents": event.stock_kept,
        "stock_used_cents": event.stock_used,
        "invoices": [invoice.model_dump() for invoice in event.invoices],
        "left_out": [str(group_order) for group_order in event.left_out],
        "by": event.by if isinstance(event, CycleSettledV2) else None,
    }
