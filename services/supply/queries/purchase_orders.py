"""Purchase orders with their lines, as the coordinator reads them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.queries.acknowledgements import Acknowledgement, acknowledgements_of
from services.supply.queries.amendments import Amendment, amendments_of
from services.supply.queries.purchase_order_mails import SentMail, mails_of
from services.supply.storage.buying_tables import plan_lines, plan_suppliers, purchase_order_lines, purchase_orders
from services.supply.storage.cycle_tables import cycles
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class PurchaseOrderLine:
    """One product of a purchase order; ``price`` in euros per display unit ex VAT, ``reason`` as stored.

    ``planned_cases`` are those of its plan: others were amended by hand. ``held_cents`` is what
    households hold for it.
    """

    product: str
    cases: int
    planned_cases: int
    held_cents: int
    case_size: int
    quantity: int
    rung_from: int
    price: Decimal
    goods_cents: int
    reason: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PurchaseOrder:
    """A purchase order; amounts in cents, all but the total excluding VAT.

    ``plan`` is the one it carries out, ``delivery`` the day that the cycle wants its goods, ``amendment`` the number of
    the last one.
    ``households_hold_cents`` is for the lines of the products that it asks for, when its plan was made.
    ``below_minimum_cents`` is by how much the goods are below what the supplier asks.
    """

    number: int
    cycle: str
    plan: int
    supplier: str
    state: PurchaseOrderState
    delivery: date
    amendment: int
    below_minimum_cents: int
    goods_cents: int
    delivery_cents: int
    vat_cents: int
    total_cents: int
    households_hold_cents: int
    lines: tuple[PurchaseOrderLine, ...]
    acknowledgements: tuple[Acknowledgement, ...]
    amendments: tuple[Amendment, ...]
    mails: tuple[SentMail, ...]

    @property
    def gap_cents(self) -> int:
        """By how much it comes to more than its households hold; below 0: less."""
        return self.total_cents - self.households_hold_cents

    @property
    def acknowledgement(self) -> Acknowledgement | None:
        """The answer that counts: the last one, unless the order was amended since."""
        last = self.acknowledgements[-1] if self.acknowledgements else None
        return last if last and last.amendment == self.amendment else None


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
    orders = (await connection.execute(_headers().where(where).order_by(purchase_orders.c.number))).all()
    answers, amendments = await acknowledgements_of(connection, where), await amendments_of(connection, where)
    mails = await mails_of(connection, where)
    lines: dict[int, list[PurchaseOrderLine]] = defaultdict(list)
    for row in await connection.execute(_lines().where(where).order_by(purchase_order_lines.c.product)):
        lines[row.number].append(_line(row))
    return [
        PurchaseOrder(
            number=order.number,
            cycle=order.cycle,
            plan=order.plan,
            supplier=order.supplier,
            state=PurchaseOrderState(order.state),
            delivery=order.delivery,
            amendment=order.amendment,
            below_minimum_cents=max(0, order.minimum_cents - order.goods_cents),
            goods_cents=order.goods_cents,
            delivery_cents=order.delivery_cents,
            vat_cents=order.vat_cents,
            total_cents=order.goods_cents + order.delivery_cents + order.vat_cents,
            households_hold_cents=sum(line.held_cents for line in lines[order.number]),
            lines=tuple(lines[order.number]),
            acknowledgements=tuple(answers[order.number]),
            amendments=tuple(amendments[order.number]),
            mails=tuple(mails[order.number]),
        )
        for order in orders
    ]


def _headers() -> Select[Any]:
    order, planned = purchase_orders.c, plan_suppliers.c
    minimum = planned.terms["minimum"].as_integer().label("minimum_cents")
    of_plan = (planned.cycle == order.cycle) & (planned.plan == order.plan) & (planned.supplier == order.supplier)
    wanted = select(purchase_orders, cycles.c.delivery, func.coalesce(minimum, 0).label("minimum_cents"))
    return wanted.join(cycles, cycles.c.cycle == order.cycle).outerjoin(plan_suppliers, of_plan)


def _lines() -> Select[Any]:
    order, line, planned = purchase_orders.c, purchase_order_lines.c, plan_lines.c
    of_plan = (planned.cycle == order.cycle) & (planned.plan == order.plan) & (planned.product == line.product)
    wanted = select(purchase_order_lines, planned.cases.label("planned_cases"), planned.held_cents)
    return wanted.join(purchase_orders, order.number == line.number).join(plan_lines, of_plan)


def _line(row: Any) -> PurchaseOrderLine:  # noqa: ANN401 - a row has the columns its query names
    return PurchaseOrderLine(
        product=row.product,
        cases=row.cases,
        planned_cases=row.planned_cases,
        held_cents=row.held_cents,
        case_size=row.case_size,
        quantity=row.quantity,
        rung_from=row.rung_from,
        price=row.price,
        goods_cents=row.goods_cents,
        reason=row.reason,
    )
