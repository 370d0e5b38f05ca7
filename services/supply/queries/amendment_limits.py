"""What a plan may not exceed or must ask about, asked of an amendment too: cases, goods in stock, the gap."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.amendment import AskedLine, surplus_cents
from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.queries.late_lines import late_lines
from services.supply.storage.buying_tables import (
    plan_lines,
    plans,
    purchase_order_lines,
    purchase_orders,
)
from services.supply.storage.catalogue_tables import offers
from services.supply.storage.purchase_order_rows import LockedOrder, total_of
from shared.kernel.refusal import Refused

Lines = Mapping[str, AskedLine]
"""Of a purchase order, by product."""


async def check_cases(connection: AsyncConnection, order: Row[Any], lines: Lines, changed: Lines) -> None:
    """Do nothing where no more cases are asked for than before, or than the supplier has.

    Raises:
        Refused: ``amendment_above_cap``.
    """
    offer = offers.c
    raised = [product for product, line in changed.items() if line.cases > lines[product].cases]
    query = select(offer.product, offer.max_cases).where(
        offer.supplier == order.supplier, offer.product.in_(raised), offer.max_cases.is_not(None)
    )
    for row in await connection.execute(query.order_by(offer.product)):
        if changed[row.product].cases > row.max_cases:
            raise Refused("amendment_above_cap", number=order.number, product=row.product, cases=row.max_cases)


async def check_stock_limit(connection: AsyncConnection, locked: LockedOrder, changed: Lines) -> None:
    """Do nothing where no more goes into stock than before, or than the cycle may pay for.

    Raises:
        Refused: ``amendment_above_stock_limit``.
    """
    limit: int | None = locked.cycle["max_stock_cents"]
    if limit is None:
        return
    before = after = 0
    needed = await _needed(connection, locked.order)
    for row in await _ordered(connection, locked.order):
        before += surplus_cents(row.goods_cents, row.quantity, needed[row.product])
        line = changed.get(row.product) if row.number == locked.order.number else None
        goods, quantity = (row.goods_cents, row.quantity) if line is None else (line.goods, line.quantity)
        after += surplus_cents(goods, quantity, needed[row.product])
    if after > max(limit, before):
        raise Refused(
            "amendment_above_stock_limit", number=locked.order.number, surplus_cents=after, max_stock_cents=limit
        )


async def check_gap(
    connection: AsyncConnection, order: Row[Any], left: Collection[str], total: int, most_cents: int
) -> None:
    """Do nothing where an order of the products that are ``left`` has no gap wider than before, or than ``most_cents``.

    What households hold for a product that is dropped pays for nothing else.

    Raises:
        Refused: ``amendment_gap``.
    """
    asked, planned = purchase_order_lines.c, plan_lines.c
    query = (
        select(planned.product, planned.held_cents)
        .join(purchase_order_lines, asked.product == planned.product)
        .where(asked.number == order.number, planned.cycle == order.cycle, planned.plan == order.plan)
    )
    held = {row.product: row.held_cents for row in await connection.execute(query)}
    gap = total - sum(held[product] for product in left)
    if gap > max(most_cents, total_of(order) - sum(held.values())):
        raise Refused("amendment_gap", number=order.number, supplier=order.supplier, total_cents=total, gap_cents=gap)


async def _needed(connection: AsyncConnection, order: Row[Any]) -> Counter[str]:
    """By product, what the plan has to buy and what was ordered since by those admitted late."""
    plan, line = plans.c, plan_lines.c
    of_plan = (plan.cycle == order.cycle) & (plan.plan == order.plan)
    sealed = (await connection.execute(select(plan.sealed_version).where(of_plan))).scalar_one()
    query = select(line.product, line.need).where(line.cycle == order.cycle, line.plan == order.plan)
    needed = Counter({row.product: row.need for row in await connection.execute(query)})
    for late in await late_lines(connection, order.cycle, sealed):
        needed[late.product] += late.claim.quantity
    return needed


async def _ordered(connection: AsyncConnection, order: Row[Any]) -> Sequence[Row[Any, Any, Any, Any]]:
    """The lines of all orders of the cycle that stand."""
    other, line = purchase_orders.c, purchase_order_lines.c
    query = (
        select(line.number, line.product, line.quantity, line.goods_cents)
        .join(purchase_orders, other.number == line.number)
        .where(other.cycle == order.cycle, other.state != PurchaseOrderState.CANCELLED)
    )
    return (await connection.execute(query)).all()
