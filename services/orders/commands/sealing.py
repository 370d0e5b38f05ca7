"""Sealing, as all who seal do it: the volunteer, ``CycleClosing``, the coordinator who admits a late order.

A seal's version is at or above that of every order in it, whatever the clocks of those who wrote them.

The cycle's row is locked first, so that seals of one cycle follow each other and exactly one of them is the
last; then the group orders, FOR UPDATE, which waits for orders in flight (they hold them FOR SHARE). Only
then, in a statement of its own, is the manifest computed: a statement that waited for the lock itself would
still see the orders as they were before it waited.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from prometheus_client import Histogram
from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningUpdate

from services.orders.storage.cycle_tables import cycles, group_orders
from services.orders.storage.household_tables import households
from services.orders.storage.manifests import manifests_of
from services.orders.storage.order_tables import household_orders
from services.orders.storage.versions import AnyRow, least_version
from shared.contracts.group_orders import GroupOrderSealed
from shared.contracts.seals import CycleSealed, SealedGroupOrder
from shared.messaging import outbox

SEAL_SECONDS = Histogram(
    "vrac_orders_seal_seconds",
    "Sealing group orders, from waiting for orders in flight to their manifests.",
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 30),
)


async def lock_cycle(connection: AsyncConnection, cycle: str) -> AnyRow | None:
    """Lock the cycle: its versions and settled run, or ``None`` if unheard of."""
    marks = (
        cycles.c.code,
        cycles.c.opened_version,
        cycles.c.closing_version,
        cycles.c.sealed_version,
        cycles.c.settled_run,
    )
    return (await connection.execute(select(*marks).where(cycles.c.code == cycle).with_for_update())).one_or_none()


async def seal(
    connection: AsyncConnection, cycle: str, now: datetime, only: UUID | None = None
) -> list[GroupOrderSealed]:
    """Seal the open group orders of a locked cycle, or only one of them, and the cycle after its last; those sealed.

    Orders that still wait for payment lapse: they held nothing.
    """
    sealed: list[GroupOrderSealed] = []
    with SEAL_SECONDS.time():
        ids = await _lock_open(connection, cycle, only)
        if ids:
            await _lapse(connection, ids, now)
            sealed = await _seal_group_orders(connection, ids, now)
    still_open = exists().where(group_orders.c.cycle == cycle, group_orders.c.state == "open")
    await _seal_cycle(connection, cycles.c.sealed_version.is_(None) & ~still_open, cycle, now)
    return sealed


async def seal_again(connection: AsyncConnection, group_order_id: UUID, now: datetime) -> None:
    """Seal a sealed group order anew after an order was added, and its cycle if that was sealed; both are locked."""
    (sealed,) = await _seal_group_orders(connection, [group_order_id], now)
    await _seal_cycle(connection, cycles.c.sealed_version.is_not(None), sealed.cycle, now)


async def _lock_open(connection: AsyncConnection, cycle: str, only: UUID | None) -> list[UUID]:
    found = select(group_orders.c.id).where(group_orders.c.cycle == cycle, group_orders.c.state == "open")
    if only is not None:
        found = found.where(group_orders.c.id == only)
    locked = await connection.scalars(found.order_by(group_orders.c.id).with_for_update())
    return list(locked)


async def _lapse(connection: AsyncConnection, ids: Sequence[UUID], now: datetime) -> None:
    """What waits lapses, with its household's credit as it is now: it says what was missing."""
    table = household_orders
    version = func.greatest(table.c.version + 1, least_version(now))
    waiting = update(table).where(table.c.group_order_id.in_(ids), table.c.state == "waiting")
    waiting = waiting.where(households.c.id == table.c.household_id)
    lapsed = {"state": "lapsed", "version": version, "credit_after_cents": households.c.credit_cents}
    await connection.execute(waiting.values(lapsed))


async def _seal_group_orders(connection: AsyncConnection, ids: Sequence[UUID], now: datetime) -> list[GroupOrderSealed]:
    sealed = await connection.execute(_seal_statement(ids, now))
    events = sorted((sealed_event(row) for row in sealed), key=lambda event: event.centre)
    await outbox.append(connection, events)
    return events


def _seal_statement(ids: Sequence[UUID], now: datetime) -> ReturningUpdate[Any]:
    manifests, table = manifests_of(ids), group_orders
    sealed = update(table).where(table.c.id == manifests.c.id)
    return sealed.values(
        state="sealed",
        version=func.greatest(table.c.version + 1, manifests.c.newest, least_version(now)),
        sealed_orders=manifests.c.orders,
        sealed_held_cents=manifests.c.held_cents,
        sealed_digest=manifests.c.digest,
    ).returning(table)


def sealed_event(row: AnyRow) -> GroupOrderSealed:
    """What the network hears of a sealed group order: its stored manifest, verbatim."""
    return GroupOrderSealed(
        group_order_id=row.id,
        cycle=row.cycle,
        centre=row.centre,
        version=row.version,
        orders=row.sealed_orders,
        held=row.sealed_held_cents,
        digest=row.sealed_digest.hex(),
    )


async def cycle_sealed_event(connection: AsyncConnection, cycle: str, version: int) -> CycleSealed:
    """Every group order of the cycle with its stored manifest, by centre."""
    table = group_orders
    found = await connection.execute(select(table).where(table.c.cycle == cycle).order_by(table.c.centre))
    manifests = [
        SealedGroupOrder(
            group_order_id=row.id,
            centre=row.centre,
            orders=row.sealed_orders,
            held=row.sealed_held_cents,
            digest=row.sealed_digest.hex(),
        )
        for row in found
    ]
    return CycleSealed(cycle=cycle, version=version, group_orders=manifests)


async def _seal_cycle(connection: AsyncConnection, if_so: ColumnElement[bool], cycle: str, now: datetime) -> None:
    """Write ``CycleSealed`` of the locked cycle, newer than any before it, if the condition holds."""
    newest = select(func.max(group_orders.c.version)).where(group_orders.c.cycle == cycle).scalar_subquery()
    version = func.greatest(func.coalesce(cycles.c.sealed_version, 0) + 1, newest, least_version(now))
    sealing = update(cycles).where(cycles.c.code == cycle, if_so).values(sealed_version=version)
    written: int | None = await connection.scalar(sealing.returning(cycles.c.sealed_version))
    if written is not None:
        await outbox.append(connection, [await cycle_sealed_event(connection, cycle, written)])
