"""Say again what orders has said of a cycle: after a broker lost its data, or supply its database.

From the stored state, never from the outbox: the same versions under new event ids, so that whoever
knows them already changes nothing. Orders go in batches, each its own transaction: one that changes
meanwhile is told by its own event, which is newer.
"""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.commands.open_cycle import opened_event
from services.orders.commands.sealing import cycle_sealed_event, sealed_event
from services.orders.commands.tell_solidarity import told_events
from services.orders.queries.day_sales import published_sales
from services.orders.queries.published_orders import published_orders
from services.orders.storage.access_tables import revoked_access, users
from services.orders.storage.centre_tables import centres
from services.orders.storage.cycle_tables import cycles, group_orders
from services.orders.storage.household_tables import households
from shared.contracts.centres import CentreRegistered, HouseholdErased
from shared.contracts.event import Event
from shared.contracts.users import AccessRevoked
from shared.database import transaction
from shared.kernel.refusal import Refused
from shared.messaging import outbox

_ORDERS_AT_ONCE = 2_000
_FIRST = UUID(int=0)


async def republish(engine: AsyncEngine, cycle: str) -> int:
    """Publish the stored state of a cycle again, with centres, revocations, erased households; how many events it is.

    Raises:
        Refused: ``unknown_cycle``.
    """
    said = await _say(engine, cycle, _before_orders)
    said += await _say_orders(engine, cycle)
    return said + await _say(engine, cycle, _after_orders)


async def _say(
    engine: AsyncEngine, cycle: str, read: Callable[[AsyncConnection, str], Awaitable[Sequence[Event]]]
) -> int:
    async with transaction(engine) as connection:
        return len(await outbox.append(connection, await read(connection, cycle)))


async def _say_orders(engine: AsyncEngine, cycle: str) -> int:
    said, last = 0, _FIRST
    while True:
        async with transaction(engine) as connection:
            events = await published_orders(connection, cycle, last, _ORDERS_AT_ONCE)
            await outbox.append(connection, events)
        if not events:
            return said
        said, last = said + len(events), events[-1].order_id


async def _before_orders(connection: AsyncConnection, cycle: str) -> Sequence[Event]:
    if await connection.scalar(select(cycles.c.code).where(cycles.c.code == cycle)) is None:
        raise Refused("unknown_cycle", cycle=cycle)
    table = group_orders.c
    opened = await connection.execute(select(group_orders).where(table.cycle == cycle, table.state == "open"))
    of_all = [*await _centres(connection), *await _revocations(connection), *await _erased(connection)]
    return [*of_all, *map(opened_event, opened)]


async def _after_orders(connection: AsyncConnection, cycle: str) -> Sequence[Event]:
    table = group_orders.c
    sealed = await connection.execute(select(group_orders).where(table.cycle == cycle, table.state != "open"))
    version = await connection.scalar(select(cycles.c.sealed_version).where(cycles.c.code == cycle))
    whole = [await cycle_sealed_event(connection, cycle, version)] if version else []
    heard_after = [*await told_events(connection, cycle), *await published_sales(connection, cycle)]
    return [*map(sealed_event, sealed), *whole, *heard_after]


async def _centres(connection: AsyncConnection) -> Sequence[Event]:
    rows = await connection.execute(select(centres).order_by(centres.c.code))
    return [
        CentreRegistered(centre=row.code, version=row.version, name=row.name, place=row.place, active=row.active)
        for row in rows
    ]


async def _revocations(connection: AsyncConnection) -> Sequence[Event]:
    revoked = revoked_access.c
    rows = await connection.execute(
        select(revoked.user_id, revoked.before, users.c.version).join(users, users.c.id == revoked.user_id)
    )
    return [AccessRevoked(user_id=row.user_id, before=row.before, version=row.version) for row in rows]


async def _erased(connection: AsyncConnection) -> list[Event]:
    table = households.c
    found = select(table.version, table.centre, table.number).where(table.erased_at.is_not(None)).order_by(table.number)
    rows = await connection.execute(found)
    return [HouseholdErased(version=row.version, centre=row.centre, household=row.number) for row in rows]
