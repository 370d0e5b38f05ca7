"""Reads all that a settlement is computed from, and who claims what of a product that falls short."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.allocation import Claim, ShortagePolicy
from services.supply.domain.settlement_inputs import Ordered, Planned, Received, SettlementInputs
from services.supply.queries.demand import confirmed_orders, counted, line_counts
from services.supply.storage.buying_tables import (
    delivery_lines,
    plan_lines,
    plan_suppliers,
    purchase_order_lines,
    purchase_orders,
)
from services.supply.storage.catalogue_tables import products
from services.supply.storage.cycle_tables import cycle_products
from services.supply.storage.demand_tables import household_order_lines, household_orders
from services.supply.storage.plan_rows import PlanKey
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused


async def settlement_inputs(connection: AsyncConnection, key: PlanKey, delivery_vat: int) -> SettlementInputs:
    """Read the inputs of a cycle whose plan was ordered.

    Raises:
        Refused: ``purchase_orders_not_sent`` with the suppliers whose order is not sent.
    """
    return SettlementInputs(
        key.cycle,
        key.plan,
        await _planned(connection, key),
        await _received(connection, key),
        await _fees(connection, key),
        delivery_vat,
        await _ordered(connection, key.cycle),
        int(await connection.scalar(confirmed_orders(key.cycle)) or 0),
    )


async def claims_of(connection: AsyncConnection, cycle: str, wanted: Sequence[str]) -> dict[str, dict[UUID, Claim]]:
    """Of each of these products, who ordered how much: by order id."""
    order, line = household_orders.c, household_order_lines.c
    query = (
        select(line.product, order.order_id, order.centre, order.household, line.quantity)
        .join(household_orders, order.order_id == line.order_id)
        .where(line.cycle == cycle, line.product.in_(wanted), counted(order.centre, cycle))
    )
    found: dict[str, dict[UUID, Claim]] = {product: {} for product in wanted}
    for row in await connection.execute(query):
        found[row.product][row.order_id] = Claim(row.centre, row.household, row.quantity)
    return found


async def _planned(connection: AsyncConnection, key: PlanKey) -> tuple[Planned, ...]:
    line, product = plan_lines.c, products.c
    query = (
        select(
            line.product,
            line.supplier,
            line.stock_used,
            line.stock_value_cents,
            product.unit,
            product.step,
            cycle_products.c.ceiling_price_cents,
            product.shortage_policy,
        )
        .join(products, product.product == line.product)
        .join(cycle_products, (cycle_products.c.product == line.product) & (cycle_products.c.cycle == line.cycle))
        .where(line.cycle == key.cycle, line.plan == key.plan)
    )
    rows = sorted(await connection.execute(query), key=lambda row: row.product)
    return tuple(Planned(*row[:4], Unit(row[4]).base, *row[5:7], ShortagePolicy(row[7])) for row in rows)


async def _received(connection: AsyncConnection, key: PlanKey) -> tuple[Received, ...]:
    """Every ordered line; what the delivery record does not name came as ordered."""
    order, line, came = purchase_orders.c, purchase_order_lines.c, delivery_lines.c
    same = (came.cycle == order.cycle) & (came.supplier == order.supplier) & (came.product == line.product)
    query = (
        select(
            order.number,
            order.supplier,
            line.product,
            func.coalesce(came.received, line.quantity),
            func.coalesce(came.invoiced_price, line.price),
            line.vat_basis_points,
            came.lot,
            came.best_before,
        )
        .join(purchase_order_lines, line.number == order.number)
        .outerjoin(delivery_lines, same)
        .where(order.cycle == key.cycle, order.plan == key.plan, order.state == "sent")
    )
    return tuple(Received(*row) for row in sorted(await connection.execute(query), key=lambda row: row.product))


async def _fees(connection: AsyncConnection, key: PlanKey) -> dict[str, int]:
    """Each supplier's delivery fee as ordered; every supplier of the plan must have been sent its order."""
    order, planned = purchase_orders.c, plan_suppliers.c
    sent = (
        (order.cycle == planned.cycle)
        & (order.plan == planned.plan)
        & (order.supplier == planned.supplier)
        & (order.state == "sent")
    )
    query = select(planned.supplier, order.delivery_cents).outerjoin(purchase_orders, sent)
    rows = await connection.execute(query.where(planned.cycle == key.cycle, planned.plan == key.plan))
    fees = {row.supplier: row.delivery_cents for row in sorted(rows, key=lambda row: row.supplier)}
    if waiting := [supplier for supplier, fee in fees.items() if fee is None]:
        raise Refused("purchase_orders_not_sent", cycle=key.cycle, suppliers=waiting)
    return fees


async def _ordered(connection: AsyncConnection, cycle: str) -> tuple[Ordered, ...]:
    rows = [Ordered(*row) for row in await connection.execute(line_counts(cycle))]
    return tuple(sorted(rows, key=lambda row: (row.product, row.quantity)))
