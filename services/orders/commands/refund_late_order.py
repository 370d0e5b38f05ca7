"""Refund a late order: it is closed, and its money, which it never held, stays the household's credit."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.domain.audit import Audited, AuditKind
from services.orders.domain.entry import OrderState
from services.orders.storage.audit_rows import note
from services.orders.storage.locked import lock_orders
from services.orders.storage.order_tables import household_orders
from shared.database import retry
from shared.kernel.clock import Clock, next_version
from shared.kernel.refusal import Refused


async def refund_late_order(engine: AsyncEngine, order_id: UUID, clock: Clock, *, by: UUID | None = None) -> None:
    """Close it; refunded already, nothing changes.

    Raises:
        Refused: ``not_found`` or ``order_not_late``.
    """

    async def work(connection: AsyncConnection) -> None:
        order = (await lock_orders(connection, [order_id])).get(order_id)
        if order is None:
            raise Refused("not_found")
        if order.state == OrderState.REFUNDED:
            return
        if order.state != OrderState.LATE:
            raise Refused("order_not_late", state=OrderState(order.state))
        table = household_orders
        now = clock()
        version = next_version(order.version, now)
        refunded = update(table).where(table.c.id == order_id)
        await connection.execute(refunded.values(state=OrderState.REFUNDED, version=version))
        before, after = {"order": order.state}, {"order": OrderState.REFUNDED.value}
        await note(connection, Audited(AuditKind.LATE_ORDER_REFUNDED, str(order_id), by, before, after), now)

    await retry(engine, work)
