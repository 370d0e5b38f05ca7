"""Which centres an order that comes on another day concerns, and who fetches goods there."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.late_goods import Dates, Distribution, LateGoods, moved
from services.supply.queries.demand import counted
from services.supply.storage.cycle_tables import cycle_centres
from services.supply.storage.demand_tables import household_orders
from services.supply.storage.purchase_order_rows import LockedOrder
from shared.contracts.manifest import ManifestState


async def late_goods(
    connection: AsyncConnection, locked: LockedOrder, new_date: date, wanted: Iterable[Dates]
) -> LateGoods:
    """What becomes of an order's cycle when its goods come on ``new_date``.

    Raises:
        Refused: as ``moved``.
    """
    order = locked.order
    distributions = await distributions_of(connection, order.cycle)
    return LateGoods(
        order.cycle,
        order.number,
        order.supplier,
        order.amendment,
        new_date,
        moved(distributions, locked.cycle["delivery"], new_date, wanted),
        distributions,
        await _orders(connection, order.cycle),
    )


async def distributions_of(connection: AsyncConnection, cycle: str) -> tuple[Distribution, ...]:
    """When the centres that take part and are not left out hand goods out, by code."""
    of = cycle_centres.c
    query = select(of.centre, of.distribution_starts, of.distribution_ends, of.scheduled_version).where(
        of.cycle == cycle, of.scheduled_version.is_not(None), counted(of.centre, cycle)
    )
    return tuple(sorted((Distribution(*row) for row in await connection.execute(query)), key=lambda one: one.centre))


async def _orders(connection: AsyncConnection, cycle: str) -> dict[str, tuple[tuple[UUID, str], ...]]:
    order = household_orders.c
    query = select(order.centre, order.order_id, order.household).where(
        order.cycle == cycle, order.state == ManifestState.CONFIRMED.value, counted(order.centre, cycle)
    )
    found: dict[str, list[tuple[UUID, str]]] = defaultdict(list)
    for row in await connection.execute(query.order_by(order.centre, order.order_id)):
        found[row.centre].append((row.order_id, row.household))
    return {centre: tuple(each) for centre, each in found.items()}
