"""The coordinator withdraws a delivery that was entered by mistake."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.storage.buying_tables import purchase_order_acknowledgements, purchase_orders
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.delivery_rows import RECEIVED, WITHDRAWN, Header, stored_header, write_withdrawal
from services.supply.storage.receiving_tables import complete_orders, deliveries
from shared.database import transaction
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Which version of which delivery counts no more, and why."""

    cycle: str
    delivery_id: UUID
    base_version: int
    reason: str


async def withdraw_delivery(engine: AsyncEngine, wanted: Withdrawal, withdrawn_by: UUID) -> None:
    """Let a delivery count no more; withdrawn already, it stays so. Without any other its order is not complete.

    Raises:
        Refused: ``cycle_unknown``, ``delivery_unknown``, ``delivery_changed`` or ``delivery_in_record``.
    """
    async with transaction(engine) as connection:
        await lock_cycle(connection, wanted.cycle)
        header = await stored_header(connection, wanted.delivery_id)
        if header is None or header.cycle != wanted.cycle:
            raise Refused("delivery_unknown", delivery=str(wanted.delivery_id))
        if header.rest_as_ordered:
            raise Refused("delivery_in_record", cycle=wanted.cycle, supplier=header.supplier)
        if header.state == WITHDRAWN and header.version == wanted.base_version + 1:
            return
        if header.state == WITHDRAWN or header.version != wanted.base_version:
            raise Refused("delivery_changed", delivery=str(wanted.delivery_id), version=header.version)
        await write_withdrawal(connection, header, wanted.reason, withdrawn_by)
        await _take_back_completion(connection, header)


async def _take_back_completion(connection: AsyncConnection, header: Header) -> None:
    """An order of which no delivery is left is one of which nothing was entered: sent or acknowledged, as before."""
    other, order = deliveries.c, purchase_orders.c
    left = exists().where(other.cycle == header.cycle, other.supplier == header.supplier, other.state == RECEIVED)
    its_order = select(order.number).where(order.cycle == header.cycle, order.supplier == header.supplier)
    taken_back = delete(complete_orders).where(complete_orders.c.number.in_(its_order), ~left)
    numbers = list(await connection.scalars(taken_back.returning(complete_orders.c.number)))
    answer = purchase_order_acknowledgements.c
    answered = exists().where(answer.number == order.number, answer.amendment == order.amendment)
    before = case((answered, PurchaseOrderState.ACKNOWLEDGED.value), else_=PurchaseOrderState.SENT.value)
    await connection.execute(update(purchase_orders).where(order.number.in_(numbers)).values(state=before))
