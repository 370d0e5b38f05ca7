"""The plan that an order which does not come leads to: what it was to bring is bought elsewhere or not at all."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import insert, true
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.replacement import Missing, Replaced, gaps
from services.supply.storage.buying_tables import (
    plan_choices,
    plan_lines,
    plan_stock,
    plan_suppliers,
    planned_overrides,
)
from services.supply.storage.following_plan_rows import Following, insert_following_plan, move_orders
from services.supply.storage.plan_rows import plan_line_rows, plan_supplier_rows

Row = dict[str, Any]


async def insert_replacing_plan(connection: AsyncConnection, following: Following, instead: Replaced) -> None:
    """Store the plan and move the orders that stand to it.

    What it leaves unbought, and what it asks for beside a standing order, is accepted with the incident's reason: it
    was shown before it was confirmed. A new supplier's gap is asked as ever before its order is approved.
    """
    missing, key = following.missing, following.key
    lost = [line.product for line in missing.lost]
    gone = () if missing.stays else (missing.supplier,)
    kept = {
        plan_lines: plan_lines.c.product.not_in(lost),
        plan_suppliers: plan_suppliers.c.supplier.not_in(gone),
        plan_stock: true(),
        planned_overrides: planned_overrides.c.product.not_in(lost),
        plan_choices: plan_choices.c.subject.not_in(lost),
    }
    await insert_following_plan(connection, following, kept)
    await connection.execute(insert(plan_lines), [key | row for row in _lines(missing, instead)])
    if new := [key | row for row in _new_suppliers(missing, instead)]:
        await connection.execute(insert(plan_suppliers), new)
    decided = {"reason": following.reason, "decided_by": following.made_by}
    if choices := [key | row | decided for row in _choices(missing, instead)]:
        await connection.execute(upsert(plan_choices).on_conflict_do_nothing(), choices)
    await move_orders(connection, following, *(() if missing.stays else (missing.number,)))


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
    for supplier in gaps(missing, instead):
        yield {"kind": "gap", "subject": supplier}
