"""What lots are worth beyond what settlements say of them: when it changes, and whenever it is said again."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, Uuid, and_, case, func, literal, null, select, tuple_, union_all
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.stock_movements import LossReason, MovementKind
from services.supply.storage.buying_tables import plan_stock, plans
from services.supply.storage.catalogue_tables import stock_lots
from services.supply.storage.settlement_tables import kept_lots, settlements
from services.supply.storage.stock_rows import Key
from services.supply.storage.stock_tables import stock_movements
from shared.contracts.stock import StockAdjustedV3, StockCause, StockChangeV3

_LOSSES = {
    LossReason.EXPIRED: StockCause.EXPIRED,
    LossReason.DAMAGED: StockCause.DAMAGED,
    LossReason.OTHER: StockCause.LOST,
}
_KINDS = {
    MovementKind.ENTERED: StockCause.ENTERED,
    MovementKind.COUNTED: StockCause.COUNTED,
    MovementKind.SETTLED: StockCause.SETTLED,
}
"""A transfer leaves goods worth what they were."""


async def stock_adjusted(connection: AsyncConnection, keys: Sequence[Key] | None = None) -> list[StockAdjustedV3]:
    """These lots, or all of which something was said, as they are now: version and value of one moment."""
    rows = await connection.execute(_changes(keys))
    return [_event(*lot, list(of_lot)) for lot, of_lot in groupby(rows, lambda row: (row.product, row.lot))]


def _event(product: str, lot: str, rows: Sequence[Any]) -> StockAdjustedV3:
    found = {row.cause: row for row in rows if row.cause is not None}
    sold = found.pop(MovementKind.SOLD.value, None)
    return StockAdjustedV3(
        version=rows[0].version,
        product=product,
        lot=lot,
        changes=[
            StockChangeV3(cause=StockCause(cause), value=int(row.value), by=row.by) for cause, row in found.items()
        ],
        sold=int(sold.value) if sold else 0,
        last_sale=sold.operation if sold else None,
    )


def _changes(keys: Sequence[Key] | None) -> Select[Any]:
    """Lot by lot, cause by cause; a lot of which nothing is left to say has one row without a cause."""
    lot, moved = stock_lots.c, union_all(_moved(), _kept(), _used()).subquery()
    by = case((moved.c.cause == StockCause.SETTLED, lot.settled_by), else_=_last(moved.c.by, moved.c.movement))
    last = by.label("by"), _last(moved.c.operation, moved.c.movement).label("operation")
    query = (
        select(lot.product, lot.lot, lot.version, moved.c.cause, func.sum(moved.c.value).label("value"), *last)
        .outerjoin(moved, and_(moved.c.product == lot.product, moved.c.lot == lot.lot))
        .where(lot.version.is_not(None))
        .group_by(lot.product, lot.lot, moved.c.cause)
        .order_by(lot.product, lot.lot, moved.c.cause)
    )
    return query if keys is None else query.where(tuple_(lot.product, lot.lot).in_(keys))


def _last(column: ColumnElement[Any], movement: ColumnElement[int]) -> ColumnElement[Any]:
    """Of the last movement."""
    return func.array_agg(aggregate_order_by(column, movement.desc()), type_=ARRAY(Uuid))[1]


def _moved() -> Select[Any]:
    """All that moved its worth but transfers, by cause."""
    moved = stock_movements.c
    cause = case(
        *((and_(moved.kind == MovementKind.LOST, moved.reason == loss), named) for loss, named in _LOSSES.items()),
        *((moved.kind == kind, named) for kind, named in _KINDS.items()),
        (moved.kind == MovementKind.SOLD, MovementKind.SOLD.value),
    )
    booked = moved.kind.in_([MovementKind.LOST, MovementKind.SOLD, *_KINDS])
    columns = moved.product, moved.lot, cause.label("cause"), moved.value_cents.label("value"), moved.movement
    who = moved.moved_by.label("by"), moved.operation_id.label("operation")
    return select(*columns, *who).where(booked, moved.value_cents != 0)


def _kept() -> Select[Any]:
    """Less what the runs in force say is kept."""
    kept, in_force = kept_lots.c, _runs_in_force()
    its = _settled(kept, -kept.value_cents)
    return its.join(in_force, and_(in_force.c.cycle == kept.cycle, in_force.c.run == kept.run))


def _used() -> Select[Any]:
    """And what they say is used: all that the plans which were bought took from stock."""
    use, run = plan_stock.c, _runs_in_force()
    latest = select(plans.c.cycle, func.max(plans.c.plan).label("plan")).group_by(plans.c.cycle).subquery()
    return (
        _settled(use, use.value_cents)
        .join(latest, and_(latest.c.cycle == use.cycle, latest.c.plan == use.plan))
        .join(run, run.c.cycle == use.cycle)
    )


def _settled(lot: Any, value: ColumnElement[int]) -> Select[Any]:  # noqa: ANN401 - columns of a table
    """What settlements say, which moved nothing: beside rows of ``_moved``."""
    cause = literal(StockCause.SETTLED).label("cause")
    nothing = (null().label(name) for name in ("movement", "by", "operation"))
    return select(lot.product, lot.lot, cause, value.label("value"), *nothing)


def _runs_in_force() -> Subquery:
    """The last run of each cycle that was not abandoned: one that was used nothing and kept nothing."""
    run = settlements.c
    carried_out = select(run.cycle, func.max(run.run).label("run")).where(run.abandoned_because.is_(None))
    return carried_out.group_by(run.cycle).subquery()
