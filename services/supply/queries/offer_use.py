"""What of the cycles that are running rests on an offer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.storage.buying_tables import (
    plan_lines,
    plan_overrides,
    plans,
    purchase_order_lines,
    purchase_orders,
)
from services.supply.storage.cycle_tables import cycle_products, cycles
from shared.kernel.refusal import Refused

RUNNING = ("open", "closing")


async def running_cycles_selling(connection: AsyncConnection, product: str) -> list[str]:
    """The cycles that sell the product and are neither drafts nor settled, by code."""
    query = (
        select(cycles.c.cycle)
        .join(cycle_products, cycle_products.c.cycle == cycles.c.cycle)
        .where(cycle_products.c.product == product, cycles.c.state.in_(RUNNING))
        .order_by(cycles.c.cycle)
    )
    return list(await connection.scalars(query))


async def check_offer_unused(connection: AsyncConnection, supplier: str, product: str, running: Sequence[str]) -> None:
    """Do nothing where neither a purchase order, nor the plan in force, nor an override of these cycles names it.

    Raises:
        Refused: ``offer_ordered``, ``offer_planned`` or ``offer_fixed``.
    """
    ordered = await _ordered(connection, supplier, product, running)
    if ordered is not None:
        figures = {"number": ordered.number, "cycle": ordered.cycle}
        raise Refused("offer_ordered", supplier=supplier, product=product, **figures)
    in_force = select(func.max(plans.c.plan)).where(plans.c.cycle == plan_lines.c.cycle).scalar_subquery()
    line = plan_lines.c
    planned = select(line.cycle).where(line.plan == in_force, line.supplier == supplier, line.product == product)
    if cycle := await connection.scalar(planned.where(line.cycle.in_(running)).order_by(line.cycle).limit(1)):
        raise Refused("offer_planned", supplier=supplier, product=product, cycle=cycle)
    override = plan_overrides.c
    fixed = select(override.cycle).where(override.supplier == supplier, override.product == product)
    if cycle := await connection.scalar(fixed.where(override.cycle.in_(running)).order_by(override.cycle).limit(1)):
        raise Refused("offer_fixed", supplier=supplier, product=product, cycle=cycle)


async def _ordered(
    connection: AsyncConnection, supplier: str, product: str, running: Sequence[str]
) -> Row[Any, Any] | None:
    """The first purchase order, not cancelled, that buys it."""
    order, line = purchase_orders.c, purchase_order_lines.c
    query = (
        select(order.number, order.cycle)
        .join(purchase_order_lines, line.number == order.number)
        .where(order.supplier == supplier, line.product == product, order.cycle.in_(running))
        .where(order.state != PurchaseOrderState.CANCELLED)
        .order_by(order.number)
        .limit(1)
    )
    return (await connection.execute(query)).one_or_none()
