"""Open a cycle here: its dates, its catalogue, and a group order for every active centre."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.revise_catalogue import store_catalogue
from services.orders.commands.sealing import lock_cycle, seal
from services.orders.storage.arrays import as_arrays, sent_rows
from services.orders.storage.centre_tables import centres
from services.orders.storage.cycle_tables import cycle_centres, cycles, group_orders
from services.orders.storage.versions import AnyRow, least_version, newest, typed, upsert_newer
from shared.contracts.cycles import CentreDates, CycleOpened
from shared.contracts.group_orders import GroupOrderOpened
from shared.kernel.clock import Clock
from shared.kernel.ids import group_order_id
from shared.messaging import outbox

_COLUMNS = (
    cycles.c.code,
    cycles.c.opened_version,
    cycles.c.name,
    cycles.c.opens,
    cycles.c.closes,
    cycles.c.delivery,
    cycles.c.distribution,
)
_UPSERT = upsert_newer(_COLUMNS, cycles.c.opened_version).returning(cycles.c.code)


async def open_cycle(clock: Clock, connection: AsyncConnection, events: Sequence[CycleOpened]) -> None:
    """Apply ``CycleOpened``. If ``CycleClosing`` was heard before it, everything is sealed at once."""
    for event in newest(events, lambda event: event.cycle):
        await _open_cycle(connection, event, clock())


async def _open_cycle(connection: AsyncConnection, event: CycleOpened, now: datetime) -> None:
    await store_catalogue(connection, event)
    row = (event.cycle, event.version, event.name, event.opens, event.closes, event.delivery, event.distribution)
    if not (await connection.execute(_UPSERT, as_arrays("new", typed(_COLUMNS), [row]))).all():
        return
    await _store_dates(connection, event)
    marks = await lock_cycle(connection, event.cycle)
    if marks is None or marks.sealed_version is not None:
        return  # heard again after its end: no centre may order any more
    await _open_group_orders(connection, event, now)
    if marks.closing_version is not None:
        await seal(connection, event.cycle, now)


async def _store_dates(connection: AsyncConnection, event: CycleOpened) -> None:
    await connection.execute(delete(cycle_centres).where(cycle_centres.c.cycle == event.cycle))
    if event.centres:
        values = [_dates(event, dates) for dates in event.centres]
        await connection.execute(insert(cycle_centres), values)


def _dates(event: CycleOpened, dates: CentreDates) -> dict[str, object]:
    return {"cycle": event.cycle, "version": event.version, **dates.model_dump()}


async def _open_group_orders(connection: AsyncConnection, event: CycleOpened, now: datetime) -> None:
    """A group order for each centre of the event that is active here; those there already stay as they are."""
    columns = typed((group_orders.c.id, group_orders.c.centre))
    announced = sent_rows("announced", columns)
    active = select(announced.c.id, literal(event.cycle), announced.c.centre, literal(least_version(now)))
    active = active.join(centres, centres.c.code == announced.c.centre).where(centres.c.active)
    new = insert(group_orders).from_select(["id", "cycle", "centre", "version"], active).on_conflict_do_nothing()
    values = [(group_order_id(event.cycle, dates.centre), dates.centre) for dates in event.centres]
    result = await connection.execute(new.returning(group_orders), as_arrays("announced", columns, values))
    opened = sorted(result, key=lambda row: row.centre)
    await outbox.append(connection, [opened_event(row) for row in opened])


def opened_event(row: AnyRow) -> GroupOrderOpened:
    """What the network hears of a group order that takes orders."""
    return GroupOrderOpened(group_order_id=row.id, cycle=row.cycle, centre=row.centre, version=row.version)
