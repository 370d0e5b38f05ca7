"""What suppliers brought, where it is not what was ordered."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.storage.buying_tables import delivery_lines, purchase_order_lines, purchase_orders
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.purchase_order_rows import at_supplier
from shared.database import transaction
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One product as it came: base units received, euros invoiced per display unit (None: as ordered)."""

    supplier: str
    product: str
    received: int
    invoiced_price: Decimal | None = None
    best_before: date | None = None
    lot: str | None = None


async def record_deliveries(engine: AsyncEngine, cycle: str, lines: Sequence[DeliveryLine], recorded_by: UUID) -> None:
    """Replace the cycle's delivery record: lines that are not named came as ordered.

    Raises:
        Refused: ``cycle_unknown``, ``delivery_named_twice``, or ``delivery_not_ordered``: no purchase
            order sent to that supplier has that product.
    """
    async with transaction(engine) as connection:
        await lock_cycle(connection, cycle)
        await _check(connection, cycle, lines)
        await connection.execute(delete(delivery_lines).where(delivery_lines.c.cycle == cycle))
        if lines:
            rows = [{"cycle": cycle, "recorded_by": recorded_by, **asdict(line)} for line in lines]
            await connection.execute(insert(delivery_lines), rows)


async def _check(connection: AsyncConnection, cycle: str, lines: Sequence[DeliveryLine]) -> None:
    ordered = await _sent_lines(connection, cycle)
    seen: set[tuple[str, str]] = set()
    for line in lines:
        named = (line.supplier, line.product)
        if named in seen:
            raise Refused("delivery_named_twice", supplier=line.supplier, product=line.product)
        if named not in ordered:
            raise Refused("delivery_not_ordered", supplier=line.supplier, product=line.product)
        seen.add(named)


async def _sent_lines(connection: AsyncConnection, cycle: str) -> set[tuple[str, str]]:
    order, line = purchase_orders.c, purchase_order_lines.c
    query = select(order.supplier, line.product).join(purchase_order_lines, line.number == order.number)
    found = await connection.execute(query.where(order.cycle == cycle, at_supplier()))
    return {(row.supplier, row.product) for row in found}
