"""The plan that an incident makes: that of before, with what does not come bought elsewhere or not at all."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, insert, literal, select, true, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.replacement import Missing, Replaced
from services.supply.storage.buying_tables import (
    plan_choices,
    plan_lines,
    plan_stock,
    plan_suppliers,
    planned_overrides,
    plans,
    purchase_orders,
)
from services.supply.storage.plan_rows import plan_line_rows, plan_supplier_rows

Row = dict[str, Any]
_COPIED_PLAN = ("cycle", "sealed_version", "left_out", "ordered_digest", "stock_digest", "offers_digest")


async def insert_replacing_plan(
    connection: AsyncConnection, missing: Missing, instead: Replaced, reason: str, made_by: UUID
) -> int:
    """Store the plan, move the orders that stand to it, and return its number.

    What it leaves unbought, and what it asks for beside a standing order, is accepted with ``reason``: it was shown
    before it was confirmed. A new supplier's gap is asked as ever before its order is approved.
    """
    cycle, before, after = missing.found.cycle, missing.plan, missing.plan + 1
    lost = [line.product for line in missing.lost]
    header = await _header(connection, missing, instead)
    await connection.execute(insert(plans).values(header | {"plan": after, "made_by": made_by}))
    for table, kept in (
        (plan_lines, plan_lines.c.product.not_in(lost)),
        (plan_suppliers, plan_suppliers.c.supplier != missing.supplier),
        (plan_stock, true()),
        (planned_overrides, planned_overrides.c.product.not_in(lost)),
        (plan_choices, plan_choices.c.subject.not_in(lost)),
    ):
        await _copy(connection, table, (table.c.cycle == cycle) & (table.c.plan == before) & kept, after)
    key = {"cycle": cycle, "plan": after}
    await connection.execute(insert(plan_lines), [key | row for row in _lines(missing, instead)])
    if new := [key | row for row in _new_suppliers(missing, instead)]:
        await connection.execute(insert(plan_suppliers), new)
    if choices := [key | row | {"reason": reason, "decided_by": made_by} for row in _choices(missing, instead)]:
        await connection.execute(upsert(plan_choices).on_conflict_do_nothing(), choices)
    await _move_orders(connection, missing, after)
    return after


async def _header(connection: AsyncConnection, missing: Missing, instead: Replaced) -> Row:
    plan = plans.c
    query = select(plans).where(plan.cycle == missing.found.cycle, plan.plan == missing.plan)
    before = (await connection.execute(query)).mappings().one()
    digest = sha256(f"{before['demand_digest']}|{missing.number}|{missing.found.digest}".encode()).hexdigest()
    return {name: before[name] for name in _COPIED_PLAN} | {
        "demand_digest": digest,
        "objective_cents": before["objective_cents"] + await _objective_change(connection, missing, instead),
        "proven": before["proven"] and instead.reasoned.plan.proven,
    }


async def _objective_change(connection: AsyncConnection, missing: Missing, instead: Replaced) -> int:
    """Cents by which the lines that are planned again, and the fees, weigh more than before."""
    line, order, cycle = plan_lines.c, plan_suppliers.c, missing.found.cycle
    penalty, needs = missing.found.terms.shortage_penalty, {need.product: need for need in missing.found.needs}
    query = select(line.product, line.goods_cents, line.quantity).where(line.cycle == cycle, line.plan == missing.plan)
    lines = (await connection.execute(query.where(line.product.in_(needs)))).all()
    fee = await connection.scalar(
        select(order.delivery_cents).where(
            order.cycle == cycle, order.plan == missing.plan, order.supplier == missing.supplier
        )
    )
    weighed = sum(needs[row.product].cost(row.goods_cents, row.quantity, penalty) for row in lines)
    standing = [one for code, one in missing.standing.items() if code in instead.invoices]
    fees = sum(instead.invoices[one.supplier].delivery - one.terms.fee(one.goods) for one in standing)
    return instead.reasoned.plan.objective + fees - weighed - int(fee or 0)


async def _copy(connection: AsyncConnection, table: Table, rows: ColumnElement[bool], plan: int) -> None:
    columns = [column for column in table.c if column.name != "plan"]
    copied = select(*columns, literal(plan)).where(rows)
    await connection.execute(insert(table).from_select([*(column.name for column in columns), "plan"], copied))


def _lines(missing: Missing, instead: Replaced) -> Iterator[Row]:
    """Stock was taken from what is needed already: it stays as it was."""
    lost = {one.product: one for one in missing.lost}
    for row in plan_line_rows(missing.found, instead.reasoned):
        before = lost[row["product"]]
        yield row | {"stock_used": before.stock_used, "stock_value_cents": before.stock_value}


def _new_suppliers(missing: Missing, instead: Replaced) -> Iterator[Row]:
    for row in plan_supplier_rows(missing.found, instead.reasoned.plan):
        if row["supplier"] not in missing.standing:
            yield row


def _choices(missing: Missing, instead: Replaced) -> Iterator[Row]:
    for one in missing.lost:
        if one.product not in instead.bought:
            yield {"kind": "unbought", "subject": one.product}
    for supplier in instead.invoices:
        if supplier in missing.standing:
            yield {"kind": "gap", "subject": supplier}


async def _move_orders(connection: AsyncConnection, missing: Missing, plan: int) -> None:
    """All but the one that does not come; those that incidents replaced before stay with the plans they were sent by.

    One that was taken back by hand moves too: the plan still names its supplier, and settling looks for its order.
    """
    order = purchase_orders.c
    others = (order.cycle == missing.found.cycle, order.plan == missing.plan, order.number != missing.number)
    await connection.execute(update(purchase_orders).where(*others).values(plan=plan))
