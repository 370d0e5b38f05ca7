"""Household orders as they are confirmed, amended and cancelled: a whole poll at once, in four statements at most."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, delete, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.commands.apply_erased_households import forget_labels
from services.supply.storage.demand_tables import household_order_lines, household_orders
from services.supply.storage.upsert import arrays, copy_rows, newest, upsert_newer
from shared.contracts.group_orders import HouseholdOrderCancelled, HouseholdOrderConfirmed, OrderLine
from shared.contracts.manifest import ManifestState, order_digest

OrderChange = HouseholdOrderConfirmed | HouseholdOrderCancelled

# A statement reads rows as they were when it began: the cycle under which an order's lines still lie.
_before = household_orders.alias("before")
_CYCLE_BEFORE = select(_before.c.cycle).where(_before.c.order_id == literal_column("household_orders.order_id"))
_UPSERT = upsert_newer(household_orders).returning(_CYCLE_BEFORE.scalar_subquery().label("cycle_before"))
_DELETE_LINES = delete(household_order_lines).where(
    household_order_lines.c.cycle == any_(bindparam("cycles", type_=ARRAY(household_order_lines.c.cycle.type))),
    household_order_lines.c.order_id == any_(bindparam("order_ids", type_=ARRAY(Uuid))),
)


async def apply_household_orders(connection: AsyncConnection, events: Sequence[OrderChange]) -> None:
    """Keep the newest state of each order; lines are replaced only where that state took effect."""
    latest = newest(events, lambda event: event.order_id)
    applied = (await connection.execute(_UPSERT, arrays(household_orders, [_row(event) for event in latest]))).all()
    took_effect = {row.order_id for row in applied}
    await forget_labels(connection, sorted(took_effect))
    await _delete_lines(connection, {row.order_id: row.cycle_before for row in applied if not row.inserted})
    lines = (row for event in latest if event.order_id in took_effect for row in _line_rows(event))
    await copy_rows(connection, household_order_lines, lines)


async def _delete_lines(connection: AsyncConnection, known: Mapping[UUID, str]) -> None:
    """Remove the lines of orders that were there, each from the cycle that it was in."""
    if known:
        await connection.execute(_DELETE_LINES, {"cycles": sorted(set(known.values())), "order_ids": sorted(known)})


def _row(event: OrderChange) -> dict[str, Any]:
    confirmed = event if isinstance(event, HouseholdOrderConfirmed) else None
    state = ManifestState.CONFIRMED if confirmed else ManifestState.CANCELLED
    return {
        "order_id": event.order_id,
        "version": event.version,
        "group_order_id": event.group_order_id,
        "cycle": event.cycle,
        "centre": event.centre,
        "household": event.household,
        "label": confirmed.label if confirmed else "",
        "state": state.value,
        "held": confirmed.held if confirmed else 0,
        "digest": order_digest(event.order_id, event.version, state, _lines(event)),
    }


def _lines(event: OrderChange) -> Sequence[OrderLine]:
    return event.lines if isinstance(event, HouseholdOrderConfirmed) else ()


def _line_rows(event: OrderChange) -> Iterable[tuple[Any, ...]]:
    """In the order of the table's columns."""
    for line in _lines(event):
        yield event.cycle, event.order_id, line.product, event.centre, line.quantity, line.held
