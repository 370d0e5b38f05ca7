"""What a centre's seal is proved by, and why it was opened again before."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.access_tables import users
from services.orders.storage.cycle_tables import group_orders, reopenings
from services.orders.storage.manifests import manifests_of


@dataclass(frozen=True, slots=True)
class Reopened:
    """Why a centre took orders again, and who let it; the name is personal, and null where it is not known."""

    reason: str
    by_name: str | None


async def still_as_sealed(connection: AsyncConnection, group_order_id: UUID) -> bool:
    """Whether the orders of a sealed group order, counted again, are the ones that were sealed, to the last line."""
    sealed, now = group_orders.c, manifests_of([group_order_id])
    same = and_(
        sealed.sealed_orders == now.c.orders,
        sealed.sealed_held_cents == now.c.held_cents,
        sealed.sealed_digest == now.c.digest,
    )
    return bool(await connection.scalar(select(same).select_from(group_orders.join(now, now.c.id == sealed.id))))


async def still_open(connection: AsyncConnection, cycle: str) -> int:
    """How many centres of a cycle take orders; the last that is sealed seals the cycle."""
    found = select(func.count()).where(group_orders.c.cycle == cycle, group_orders.c.state == "open")
    return int(await connection.scalar(found) or 0)


async def reopened(connection: AsyncConnection, group_order_id: UUID) -> Sequence[Reopened]:
    """Each time that it was opened again, the last first."""
    found = select(reopenings.c.reason, users.c.name).outerjoin(users, users.c.id == reopenings.c.user_id)
    found = found.where(reopenings.c.group_order_id == group_order_id).order_by(reopenings.c.version.desc())
    return [Reopened(*row) for row in await connection.execute(found)]
