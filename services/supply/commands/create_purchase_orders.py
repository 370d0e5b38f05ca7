"""The plan in force becomes purchase orders: one live order a supplier, however often it is asked.

Isolation: READ COMMITTED with the cycle's row locked first: planning, drafting, approving, sending and amending in
one cycle follow each other, so no demand is ever in two live orders. The index ``uq_purchase_orders_live`` would
refuse what slipped through.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.audit import Audited, AuditKind
from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.queries.buying import check_plan_stands
from services.supply.storage.audit_rows import note
from services.supply.storage.buying_tables import (
    plan_lines,
    plan_suppliers,
    purchase_order_lines,
    purchase_order_numbers,
    purchase_orders,
)
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.plan_rows import plan_in_force
from services.supply.storage.purchase_order_rows import taken_back
from shared.database import transaction
from shared.kernel.refusal import Refused

_AMOUNTS = ("goods_cents", "delivery_cents", "vat_cents", "delivery_vat_basis_points")
_LINE = ("product", "cases", "case_size", "quantity", "rung_from", "price", "goods_cents", "vat_basis_points", "reason")


async def create_purchase_orders(engine: AsyncEngine, cycle: str, by: UUID | None = None) -> None:
    """Draft the purchase orders of the plan in force.

    A draft of an earlier plan keeps its number and takes the new content; a supplier that is not
    bought from any more has its draft cancelled. Once for a plan: later calls change nothing.

    Raises:
        Refused: ``cycle_unknown``, ``no_plan``, ``cycle_settled``: settled or abandoned without them,
            ``purchase_order_approved``: an order of an earlier plan is already approved or sent,
            ``centres_not_proved``, or ``plan_outdated``: orders were admitted or centres left out since.
    """
    async with transaction(engine) as connection:
        row = await lock_cycle(connection, cycle)
        plan = await plan_in_force(connection, cycle)
        if plan is None:
            raise Refused("no_plan", cycle=cycle)
        live = await _live_orders(connection, cycle)
        if any(order.plan == plan.plan for order in live):
            return
        if row["state"] == "settled":
            raise Refused("cycle_settled", cycle=cycle)
        decided = next((order for order in live if order.state != PurchaseOrderState.DRAFT), None)
        if decided is not None:
            raise Refused("purchase_order_approved", number=decided.number, supplier=decided.supplier)
        await check_plan_stands(connection, plan)
        await _replace_drafts(connection, cycle, plan.plan, {order.supplier: order.number for order in live})
        await note(connection, Audited(AuditKind.ORDERS_DRAFTED, cycle, by, None, {"plan": plan.plan}))


async def _live_orders(connection: AsyncConnection, cycle: str) -> Sequence[Row[Any]]:
    """Those that stand, and those taken back by the coordinator, which are not ordered again.

    One that an incident's plan replaced stays with the plan it was sent by.
    """
    order = purchase_orders.c
    live = (order.state != PurchaseOrderState.CANCELLED) | taken_back()
    query = select(purchase_orders).where(order.cycle == cycle, live)
    return (await connection.execute(query)).all()


async def _replace_drafts(connection: AsyncConnection, cycle: str, plan: int, drafts: dict[str, int]) -> None:
    bought = await _bought_from(connection, cycle, plan)
    dropped = [number for supplier, number in drafts.items() if supplier not in bought]
    numbers = purchase_orders.c.number
    await connection.execute(
        update(purchase_orders).where(numbers.in_(dropped)).values(state=PurchaseOrderState.CANCELLED)
    )
    kept = {supplier: drafts[supplier] for supplier in bought if supplier in drafts}
    await _revise(connection, cycle, plan, list(kept.values()))
    await _write_lines(connection, cycle, plan, list(kept.values()))
    await add_drafts(connection, cycle, plan, [supplier for supplier in bought if supplier not in drafts])


async def add_drafts(connection: AsyncConnection, cycle: str, plan: int, suppliers: list[str]) -> None:
    """Draft what a plan buys from these suppliers, of whom the locked cycle has no live order."""
    added = await _add(connection, cycle, plan, suppliers)
    await _write_lines(connection, cycle, plan, list(added.values()))


async def _bought_from(connection: AsyncConnection, cycle: str, plan: int) -> list[str]:
    order = plan_suppliers.c
    query = select(order.supplier).where(order.cycle == cycle, order.plan == plan).order_by(order.supplier)
    return list(await connection.scalars(query))


async def _revise(connection: AsyncConnection, cycle: str, plan: int, numbers: list[int]) -> None:
    order, planned = purchase_orders.c, plan_suppliers.c
    revised = update(purchase_orders).where(
        order.number.in_(numbers),
        planned.cycle == cycle,
        planned.plan == plan,
        planned.supplier == order.supplier,
    )
    await connection.execute(revised.values(plan=plan, **{name: planned[name] for name in _AMOUNTS}))


async def _add(connection: AsyncConnection, cycle: str, plan: int, suppliers: list[str]) -> dict[str, int]:
    """New drafts in supplier order, numbered on from the last number of the network."""
    if not suppliers:
        return {}
    last = await _take_numbers(connection, len(suppliers))
    planned = plan_suppliers.c
    place = func.row_number().over(order_by=planned.supplier)
    rows = select(
        last - len(suppliers) + place,
        planned.cycle,
        planned.plan,
        planned.supplier,
        literal(PurchaseOrderState.DRAFT.value),
        *(planned[name] for name in _AMOUNTS),
    ).where(planned.cycle == cycle, planned.plan == plan, planned.supplier.in_(suppliers))
    columns = ["number", "cycle", "plan", "supplier", "state", *_AMOUNTS]
    added = insert(purchase_orders).from_select(columns, rows)
    created = await connection.execute(added.returning(purchase_orders.c.supplier, purchase_orders.c.number))
    return {row.supplier: row.number for row in created}


async def _take_numbers(connection: AsyncConnection, count: int) -> int:
    """The last of ``count`` new numbers: taken back with the transaction if it fails, so none is lost."""
    first = upsert(purchase_order_numbers).values(singleton=True, last=count)
    following = first.on_conflict_do_update(
        index_elements=["singleton"], set_={"last": purchase_order_numbers.c.last + count}
    )
    last: int = (await connection.execute(following.returning(purchase_order_numbers.c.last))).scalar_one()
    return last


async def _write_lines(connection: AsyncConnection, cycle: str, plan: int, numbers: list[int]) -> None:
    await connection.execute(delete(purchase_order_lines).where(purchase_order_lines.c.number.in_(numbers)))
    order, line = purchase_orders.c, plan_lines.c
    rows = (
        select(order.number, *(line[name] for name in _LINE))
        .join(plan_lines, (line.supplier == order.supplier) & (line.cycle == cycle) & (line.plan == plan))
        .where(order.number.in_(numbers))
    )
    await connection.execute(insert(purchase_order_lines).from_select(["number", *_LINE], rows))
