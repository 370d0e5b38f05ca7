"""A purchase plan as the coordinator reads it: the one in force, or one that was made."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.demand import Sources
from services.supply.domain.reasons import ReasonedPlan
from services.supply.queries.overrides import PlannedOverride, overrides_of_plan
from services.supply.storage.buying_tables import plan_lines, plan_suppliers, plans
from services.supply.storage.plan_rows import plan_line_rows
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One product: base units and cents; ``price`` in euros per display unit ex VAT, ``reason`` as stored."""

    product: str
    demand: int
    stock_used: int
    need: int
    supplier: str | None
    cases: int
    case_size: int | None
    quantity: int
    rung_from: int | None
    price: Decimal | None
    goods_cents: int
    short: int
    surplus: int
    reason: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlannedSupplier:
    """What a supplier would invoice if all came as ordered, and what households hold for its products."""

    supplier: str
    goods_cents: int
    delivery_cents: int
    vat_cents: int
    households_hold_cents: int

    @property
    def total_cents(self) -> int:
        """Goods, delivery and VAT."""
        return self.goods_cents + self.delivery_cents + self.vat_cents

    @property
    def gap_cents(self) -> int:
        """What the network advances: the total less what households hold; it may be negative."""
        return self.total_cents - self.households_hold_cents


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan: ``objective_cents`` is what it minimises, ``proven`` whether that is proven to be least.

    ``left_out`` are the centres that it was made without; ``overrides_cost_cents`` is what all overrides cost together,
    None: not known.
    """

    plan: int
    objective_cents: int
    proven: bool
    demand_digest: str
    lines: tuple[PlannedLine, ...]
    suppliers: tuple[PlannedSupplier, ...]
    overrides: tuple[PlannedOverride, ...]
    left_out: tuple[str, ...]
    overrides_cost_cents: int | None


async def plan_view(connection: AsyncConnection, cycle: str) -> PlanView:
    """The plan in force, with its lines by product and its suppliers by code.

    Raises:
        Refused: ``no_plan``.
    """
    query = select(plans).where(plans.c.cycle == cycle).order_by(plans.c.plan.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise Refused("no_plan", cycle=cycle)
    return await _view(connection, row)


async def made_plan_view(connection: AsyncConnection, cycle: str, plan: int) -> PlanView:
    """A plan that was made, replaced or not.

    Raises:
        Refused: ``plan_unknown``.
    """
    query = select(plans).where(plans.c.cycle == cycle, plans.c.plan == plan)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise Refused("plan_unknown", cycle=cycle, plan=plan)
    return await _view(connection, row)


async def _view(connection: AsyncConnection, row: Row[Any]) -> PlanView:
    return PlanView(
        row.plan,
        row.objective_cents,
        row.proven,
        row.demand_digest,
        await _lines(connection, row.cycle, row.plan),
        await _suppliers(connection, row.cycle, row.plan),
        await overrides_of_plan(connection, row.cycle, row.plan),
        tuple(row.left_out),
        row.overrides_cost_cents,
    )


def planned_lines(found: Sources, reasoned: ReasonedPlan) -> list[PlannedLine]:
    """The lines of a plan that is not stored, as they would be read."""
    rows = plan_line_rows(found, reasoned)
    return [PlannedLine(**{name: row[name] for name in PlannedLine.__slots__}) for row in rows]


async def _lines(connection: AsyncConnection, cycle: str, plan: int) -> tuple[PlannedLine, ...]:
    columns = [plan_lines.c[name] for name in PlannedLine.__slots__]
    mine = select(*columns).where(plan_lines.c.cycle == cycle, plan_lines.c.plan == plan)
    found = (await connection.execute(mine.order_by(plan_lines.c.product))).mappings()
    return tuple(PlannedLine(**row) for row in found)


async def _suppliers(connection: AsyncConnection, cycle: str, plan: int) -> tuple[PlannedSupplier, ...]:
    columns = [plan_suppliers.c[name] for name in PlannedSupplier.__slots__]
    mine = select(*columns).where(plan_suppliers.c.cycle == cycle, plan_suppliers.c.plan == plan)
    found = (await connection.execute(mine.order_by(plan_suppliers.c.supplier))).mappings()
    return tuple(PlannedSupplier(**row) for row in found)
