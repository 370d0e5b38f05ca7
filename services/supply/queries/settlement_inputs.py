"""Reads all that a settlement is computed from, and who claims what of a product that falls short."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.allocation import Claim, ShortagePolicy
from services.supply.domain.demand import LateLine
from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.domain.receiving import Receipt
from services.supply.domain.settlement_inputs import HandPart, Ordered, Planned, Received, SettlementInputs
from services.supply.queries.allocation_exceptions import counts
from services.supply.queries.demand import confirmed_orders, counted, line_counts
from services.supply.queries.invoices import bills
from services.supply.queries.late_lines import late_lines
from services.supply.queries.ordered_terms import received_lines
from services.supply.queries.receiving import SupplierReceipt, extra_goods, receipts
from services.supply.storage.buying_tables import (
    plan_lines,
    plan_suppliers,
    purchase_orders,
)
from services.supply.storage.cycle_tables import cycle_products
from services.supply.storage.demand_tables import household_order_lines, household_orders
from services.supply.storage.plan_rows import PlanKey
from services.supply.storage.purchase_order_rows import at_supplier, taken_back
from services.supply.storage.settlement_tables import allocation_exceptions
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused

_NO_PLAN = 0


async def settlement_inputs(connection: AsyncConnection, key: PlanKey, delivery_vat: int) -> SettlementInputs:
    """Read the inputs of a cycle whose plan was ordered.

    Raises:
        Refused: ``purchase_orders_not_sent`` with the suppliers whose order is not sent, or ``receiving_not_complete``
            with those of whom more may still come, or ``invoice_differences_open`` with those whose invoice waits.
    """
    late = await late_lines(connection, key.cycle, key.sealed_version)
    entered = await receipts(connection, key.cycle)
    return SettlementInputs(
        key.cycle,
        key.plan,
        await _planned(connection, key.cycle, key.plan, {line.product for line in late}),
        await _received(connection, key, entered),
        await _fees(connection, key),
        delivery_vat,
        _without(await _ordered(connection, key.cycle), late),
        late,
        await _orders(connection, key.cycle),
        fee_vats=await _fee_vats(connection, key.cycle, delivery_vat),
        bills=await bills(connection, key.cycle),
        by_hand=await _by_hand(connection, key.cycle),
        extra=await extra_goods(connection, key.cycle, entered),
    )


async def abandoned_inputs(connection: AsyncConnection, cycle: str, delivery_vat: int) -> SettlementInputs:
    """Read the inputs of a cycle of which nothing is bought."""
    ordered = await _ordered(connection, cycle)
    planned = await _planned(connection, cycle, _NO_PLAN, {one.product for one in ordered})
    orders = await _orders(connection, cycle)
    return SettlementInputs(cycle, _NO_PLAN, planned, (), {}, delivery_vat, ordered, (), orders, abandoned=True)


async def claims_of(
    connection: AsyncConnection, inputs: SettlementInputs, wanted: Sequence[str]
) -> dict[str, dict[UUID, Claim]]:
    """Of each of these products, who of those planned for ordered how much: by order id."""
    cycle, late = inputs.cycle, {line.order_id for line in inputs.late}
    order, line = household_orders.c, household_order_lines.c
    query = (
        select(line.product, order.order_id, order.centre, order.household, line.quantity)
        .join(household_orders, order.order_id == line.order_id)
        .where(line.cycle == cycle, line.product.in_(wanted), counted(order.centre, cycle))
        .where(order.order_id.not_in(late))
    )
    found: dict[str, dict[UUID, Claim]] = {product: {} for product in wanted}
    for row in await connection.execute(query):
        found[row.product][row.order_id] = Claim(row.centre, row.household, row.quantity)
    return found


async def _planned(connection: AsyncConnection, cycle: str, plan: int, others: Iterable[str]) -> tuple[Planned, ...]:
    """The products of the plan and, with nothing bought of them nor taken from stock, these others."""
    line, sold = plan_lines.c, cycle_products.c
    in_plan = and_(line.product == sold.product, line.cycle == cycle, line.plan == plan)
    query = (
        select(
            sold.product,
            line.supplier,
            func.coalesce(line.stock_used, 0),
            func.coalesce(line.stock_value_cents, 0),
            sold.unit,
            sold.step,
            sold.ceiling_price_cents,
            sold.shortage_policy,
        )
        .outerjoin(plan_lines, in_plan)
        .where(sold.cycle == cycle, line.product.is_not(None) | sold.product.in_(others))
    )
    rows = sorted(await connection.execute(query), key=lambda row: row.product)
    return tuple(
        Planned(*row[:4], (unit := Unit(row[4])).base, *row[5:7], ShortagePolicy(row[7]), unit) for row in rows
    )


async def _received(
    connection: AsyncConnection, key: PlanKey, entered: Mapping[str, SupplierReceipt]
) -> tuple[Received, ...]:
    """Every ordered line as it came; a supplier of whom nothing was entered came as ordered."""
    lines = await received_lines(connection, key.cycle, entered)
    if waiting := sorted(supplier for supplier, receipt in entered.items() if receipt.state is Receipt.IN_PART):
        raise Refused("receiving_not_complete", cycle=key.cycle, suppliers=waiting)
    return lines


async def _fee_vats(connection: AsyncConnection, cycle: str, usual: int) -> dict[str, int | None]:
    """The VAT of the fees that is another than usual, as ordered."""
    order = purchase_orders.c
    query = select(order.supplier, order.delivery_vat_basis_points).where(
        order.cycle == cycle, at_supplier(), order.delivery_vat_basis_points.is_distinct_from(usual)
    )
    return {row.supplier: row.delivery_vat_basis_points for row in await connection.execute(query)}


async def _fees(connection: AsyncConnection, key: PlanKey) -> dict[str, int]:
    """Each supplier's delivery fee as ordered; every supplier of the plan must have been sent its order.

    One whose order was taken back brings nothing and invoices nothing.
    """
    order, planned = purchase_orders.c, plan_suppliers.c
    sent = (
        (order.cycle == planned.cycle)
        & (order.plan == planned.plan)
        & (order.supplier == planned.supplier)
        & (at_supplier() | taken_back())
    )
    query = select(planned.supplier, order.state, order.delivery_cents).outerjoin(purchase_orders, sent)
    found = await connection.execute(query.where(planned.cycle == key.cycle, planned.plan == key.plan))
    rows = sorted(found, key=lambda row: row.supplier)
    if waiting := [row.supplier for row in rows if row.state is None]:
        raise Refused("purchase_orders_not_sent", cycle=key.cycle, suppliers=waiting)
    return {row.supplier: row.delivery_cents for row in rows if row.state != PurchaseOrderState.CANCELLED}


async def _by_hand(connection: AsyncConnection, cycle: str) -> tuple[HandPart, ...]:
    decided = allocation_exceptions.c
    query = select(decided.product, decided.order_id, decided.quantity, decided.reason).where(counts(cycle))
    found = [HandPart(*row) for row in await connection.execute(query)]
    return tuple(sorted(found, key=lambda part: (part.product, part.order_id)))


async def _orders(connection: AsyncConnection, cycle: str) -> int:
    return int(await connection.scalar(confirmed_orders(cycle)) or 0)


async def _ordered(connection: AsyncConnection, cycle: str) -> tuple[Ordered, ...]:
    rows = [Ordered(*row) for row in await connection.execute(line_counts(cycle))]
    return tuple(sorted(rows, key=lambda row: (row.product, row.quantity)))


def _without(ordered: Iterable[Ordered], late: Iterable[LateLine]) -> tuple[Ordered, ...]:
    """What is left of all that was ordered without the late lines."""
    lines, held = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    for line in late:
        lines[line.product, line.claim.quantity] += 1
        held[line.product, line.claim.quantity] += line.held
    rest = (
        Ordered(one.product, one.quantity, one.lines - lines[key], one.held - held[key])
        for one in ordered
        for key in [(one.product, one.quantity)]
    )
    return tuple(one for one in rest if one.lines)
