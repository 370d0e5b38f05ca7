"""The plan that an incident makes out of the one before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.replacement import Missing
from services.supply.storage.buying_tables import plan_lines, plan_suppliers, plans, purchase_orders

Row = dict[str, Any]
_COPIED_PLAN = ("cycle", "sealed_version", "left_out", "ordered_digest", "stock_digest", "offers_digest")


@dataclass(frozen=True, slots=True)
class Following:
    """What changes: of the products of an order, ``weighs`` is what they and their delivery weigh now, in cents."""

    missing: Missing
    weighs: int
    proven: bool
    reason: str
    made_by: UUID

    @property
    def plan(self) -> int:
        """Its number."""
        return self.missing.plan + 1

    @property
    def key(self) -> Row:
        """Of its rows."""
        return {"cycle": self.missing.cycle, "plan": self.plan}


async def insert_following_plan(
    connection: AsyncConnection, following: Following, kept: Mapping[Table, ColumnElement[bool]]
) -> None:
    """Store the plan with the rows of the one before that are ``kept``."""
    missing = following.missing
    header = await _header(connection, following)
    await connection.execute(insert(plans).values(following.key | header | {"made_by": following.made_by}))
    for table, rows in kept.items():
        of_before = (table.c.cycle == missing.cycle) & (table.c.plan == missing.plan)
        await _copy(connection, table, of_before & rows, following.plan)


async def move_orders(connection: AsyncConnection, following: Following, *but: int) -> None:
    """Let the orders of the plan before follow this one, ``but`` those that don't come.

    One that was taken back by hand moves too: the plan still names its supplier, and settling looks for its order.
    """
    order, missing = purchase_orders.c, following.missing
    others = (order.cycle == missing.cycle, order.plan == missing.plan, order.number.not_in(but))
    await connection.execute(update(purchase_orders).where(*others).values(plan=following.plan))


async def _header(connection: AsyncConnection, following: Following) -> Row:
    plan, missing = plans.c, following.missing
    query = select(plans).where(plan.cycle == missing.cycle, plan.plan == missing.plan)
    before = (await connection.execute(query)).mappings().one()
    digest = sha256(f"{before['demand_digest']}|{missing.number}|{missing.found.digest}".encode()).hexdigest()
    return {name: before[name] for name in _COPIED_PLAN} | {
        "demand_digest": digest,
        "objective_cents": before["objective_cents"] + following.weighs - await _weighed(connection, missing),
        "proven": before["proven"] and following.proven,
    }


async def _weighed(connection: AsyncConnection, missing: Missing) -> int:
    """Cents that the products of the order and its fee weigh in the plan before."""
    line, order, cycle = plan_lines.c, plan_suppliers.c, missing.cycle
    penalty, needs = missing.found.terms.shortage_penalty, {need.product: need for need in missing.found.needs}
    query = select(line.product, line.goods_cents, line.quantity).where(line.cycle == cycle, line.plan == missing.plan)
    lines = (await connection.execute(query.where(line.product.in_(needs)))).all()
    fee = await connection.scalar(
        select(order.delivery_cents).where(
            order.cycle == cycle, order.plan == missing.plan, order.supplier == missing.supplier
        )
    )
    return sum(needs[row.product].cost(row.goods_cents, row.quantity, penalty) for row in lines) + int(fee or 0)


async def _copy(connection: AsyncConnection, table: Table, rows: ColumnElement[bool], plan: int) -> None:
    columns = [column for column in table.c if column.name != "plan"]
    copied = select(*columns, literal(plan)).where(rows)
    await connection.execute(insert(table).from_select([*(column.name for column in columns), "plan"], copied))
