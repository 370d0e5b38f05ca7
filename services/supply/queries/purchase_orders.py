"""Purchase orders with their lines, as the coordinator reads them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.queries.acknowledgements import Acknowledgement, acknowledgements_of
from services.supply.storage.buying_tables import purchase_order_lines, purchase_orders
from services.supply.storage.cycle_tables import cycles
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class PurchaseOrderLine:
    """One product of a purchase order; ``price`` in euros per display unit ex VAT, ``reason`` as stored."""

    product: str
    cases: int
    case_size: int
    quantity: int
    rung_from: int
    price: Decimal
    goods_cents: int
    reason: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PurchaseOrder:
    """A purchase order; amounts in cents, all but the total excluding VAT.

    ``delivery`` is the day that the cycle wants its goods; ``acknowledgements`` are what the supplier
    answered, the one that counts last.
    """

    number: int
    cycle: str
    supplier: str
    state: PurchaseOrderState
    delivery: date
    goods_cents: int
    delivery_cents: int
    vat_cents: int
    total_cents: int
    lines: tuple[PurchaseOrderLine, ...]
    acknowledgements: tuple[Acknowledgement, ...]


async def purchase_orders_of(connection: AsyncConnection, cycle: str) -> list[PurchaseOrder]:
    """A cycle's purchase orders by number, cancelled ones too: their numbers are never used again."""
    return await _found(connection, purchase_orders.c.cycle == cycle)


async def purchase_order(connection: AsyncConnection, number: int) -> PurchaseOrder:
    """One purchase order.

    Raises:
        Refused: ``purchase_order_unknown``.
    """
    for order in await _found(connection, purchase_orders.c.number == number):
        return order
    raise Refused("purchase_order_unknown", number=number)


async def _found(connection: AsyncConnection, where: ColumnElement[bool]) -> list[PurchaseOrder]:
    wanted = select(purchase_orders, cycles.c.delivery).join(cycles, cycles.c.cycle == purchase_orders.c.cycle)
    orders = (await connection.execute(wanted.where(where).order_by(purchase_orders.c.number))).all()
    answers = await acknowledgements_of(connection, where)
    lines: dict[int, list[PurchaseOrderLine]] = defaultdict(list)
    line = purchase_order_lines.c
    query = select(purchase_order_lines).join(purchase_orders, purchase_orders.c.number == line.number).where(where)
    for row in await connection.execute(query.order_by(line.product)):
        lines[row.number].append(_line(row))
    return [
        PurchaseOrder(
            number=order.number,
            cycle=order.cycle,
            supplier=order.supplier,
            state=PurchaseOrderState(order.state),
            delivery=order.delivery,
            goods_cents=order.goods_cents,
            delivery_cents=order.delivery_cents,
            vat_cents=order.vat_cents,
            total_cents=order.goods_cents + order.delivery_cents + order.vat_cents,
            lines=tuple(lines[order.number]),
            acknowledgements=tuple(answers[order.number]),
        )
        for order in orders
    ]


def _line(row: Any) -> PurchaseOrderLine:  # noqa: ANN401 - a row has the columns its query names
    return PurchaseOrderLine(
        product=row.product,
        cases=row.cases,
        case_size=row.case_size,
        quantity=row.quantity,
        rung_from=row.rung_from,
        price=row.price,
        goods_cents=row.goods_cents,
        reason=row.reason,
    )
