"""The coordinator says of a purchase order that nothing more will come: what is missing was not received."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.commands.advance_purchase_order import mark_delivered
from services.supply.domain.audit import AuditKind
from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.storage.delivery_rows import RECEIVED
from services.supply.storage.purchase_order_rows import check_sent, lock_order, note_order
from services.supply.storage.receiving_tables import complete_orders, deliveries
from shared.database import transaction
from shared.kernel.refusal import Refused


async def complete_order(engine: AsyncEngine, number: int, said_by: UUID, now: datetime) -> str:
    """Record that all there will be has come; said again, it stays as it was. Returns the order's cycle.

    Raises:
        Refused: ``purchase_order_unknown``, ``purchase_order_cancelled``, ``purchase_order_not_sent``, or
            ``nothing_received``: no delivery of it was entered, so it would count as it was ordered.
    """
    async with transaction(engine) as connection:
        order = (await lock_order(connection, number)).order
        check_sent(order)
        came = deliveries.c
        entered = exists().where(came.cycle == order.cycle, came.supplier == order.supplier, came.state == RECEIVED)
        if not await connection.scalar(select(entered)):
            raise Refused("nothing_received", number=number, supplier=order.supplier)
        row = {"number": number, "said_by": said_by, "said_at": now}
        await connection.execute(insert(complete_orders).values(row).on_conflict_do_nothing())
        await mark_delivered(connection, number)
        became = {"order": PurchaseOrderState.DELIVERED.value}
        await note_order(connection, AuditKind.ORDER_COMPLETED, order, said_by, became)
        return str(order.cycle)
