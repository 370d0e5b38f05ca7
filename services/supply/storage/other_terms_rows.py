"""The plan that a supplier's other terms lead to, once they are taken: its lines are fixed as they come."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Table, cast, insert, true, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.amendment import AskedLine
from services.supply.domain.other_terms import OtherTerms
from services.supply.domain.overrides import Fixed
from services.supply.storage.asked_rows import asked_ladder_row
from services.supply.storage.buying_tables import (
    plan_choices,
    plan_lines,
    plan_stock,
    plan_suppliers,
    planned_overrides,
)
from services.supply.storage.following_plan_rows import Following, Row, insert_following_plan, move_orders

_FIXED = {"fixed": Fixed.CASES.value, "rung_from": 0, "fewer": None, "more": None}
"""Of a line's reason: what one case fewer or more would have done is not known of terms that are only said."""


async def insert_plan_with_other_terms(connection: AsyncConnection, following: Following, other: OtherTerms) -> None:
    """Store the plan and move the orders that stand to it. The gap is accepted with the incident's reason."""
    every = (plan_lines, plan_suppliers, plan_stock, plan_choices)
    kept: dict[Table, ColumnElement[bool]] = dict.fromkeys(every, true())
    kept[planned_overrides] = planned_overrides.c.product.not_in(other.changed)
    await insert_following_plan(connection, following, kept)
    for line in other.changed.values():
        await _change_line(connection, following, other, line)
    await _change_supplier(connection, following, other)
    decided = following.key | {"reason": following.reason, "decided_by": following.made_by}
    if overrides := [decided | row for row in _overrides(other)]:
        await connection.execute(insert(planned_overrides), overrides)
    gap = decided | {"kind": "gap", "subject": other.missing.supplier}
    await connection.execute(upsert(plan_choices).values(gap).on_conflict_do_nothing())
    await move_orders(connection, following)


async def _change_line(connection: AsyncConnection, following: Following, other: OtherTerms, line: AskedLine) -> None:
    of, need = plan_lines.c, next(one for one in other.missing.found.needs if one.product == line.product)
    values: dict[str, Any] = {
        "cases": line.cases,
        "case_size": line.case_size,
        "quantity": line.quantity,
        "rung_from": line.rung_from,
        "price": line.price,
        "goods_cents": line.goods,
        "short": max(0, need.quantity - line.quantity),
        "surplus": max(0, line.quantity - need.quantity),
        "ladder": asked_ladder_row(line),
        "reason": of.reason.op("||")(cast(_FIXED, JSONB)),
    }
    mine = (of.cycle == following.missing.cycle, of.plan == following.plan, of.product == line.product)
    await connection.execute(update(plan_lines).where(*mine).values(values))


async def _change_supplier(connection: AsyncConnection, following: Following, other: OtherTerms) -> None:
    of, amounts = plan_suppliers.c, other.amounts
    values: Row = {
        "goods_cents": amounts.goods,
        "delivery_cents": amounts.delivery,
        "vat_cents": amounts.vat,
        "terms": asdict(other.terms),
    }
    mine = (of.cycle == following.missing.cycle, of.plan == following.plan, of.supplier == other.missing.supplier)
    await connection.execute(update(plan_suppliers).where(*mine).values(values))


def _overrides(other: OtherTerms) -> Iterator[Row]:
    for product, line in sorted(other.changed.items()):
        yield {"product": product, "supplier": other.missing.supplier, "cases": line.cases, "costs_cents": None}
