"""A purchase plan as rows."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.as_ordered import invoices_as_ordered
from services.supply.domain.demand import Demanded, Sources
from services.supply.domain.options import Offer, Option
from services.supply.domain.plan import Plan, PlanLine
from services.supply.domain.reasons import LineReason, ReasonedPlan
from services.supply.domain.stock import StockUse
from services.supply.storage.asked_rows import ladder_row
from services.supply.storage.buying_tables import plan_lines, plan_stock, plan_suppliers, planned_overrides, plans
from shared.kernel.quantity import Unit

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlanKey:
    """A plan of a cycle, the digest of what it was made from, the seal that was proved, the centres left out."""

    cycle: str
    plan: int
    digest: str
    sealed_version: int
    left_out: tuple[str, ...]


async def plan_in_force(connection: AsyncConnection, cycle: str) -> PlanKey | None:
    """A cycle's last plan; None before the first."""
    plan = plans.c
    query = select(plan.cycle, plan.plan, plan.demand_digest, plan.sealed_version, plan.left_out)
    last = query.where(plan.cycle == cycle).order_by(plan.plan.desc()).limit(1)
    row = (await connection.execute(last)).one_or_none()
    return None if row is None else PlanKey(*row[:-1], tuple(row.left_out))


async def planned_demand(connection: AsyncConnection, key: PlanKey) -> tuple[Demanded, ...]:
    """The demand that a plan was made for."""
    line = plan_lines.c
    query = select(line.product, line.demand, line.households, line.held_cents)
    mine = await connection.execute(query.where(line.cycle == key.cycle, line.plan == key.plan))
    return tuple(Demanded(*row) for row in sorted(mine, key=lambda row: row.product))


async def insert_plan(connection: AsyncConnection, header: Row, found: Sources, reasoned: ReasonedPlan) -> None:
    """Store a plan with its lines, the stock it uses and what each supplier would invoice."""
    plan = reasoned.plan
    await connection.execute(insert(plans).values(header))
    key = {"cycle": header["cycle"], "plan": header["plan"]}
    for table, rows in (
        (plan_lines, plan_line_rows(found, reasoned)),
        (plan_stock, _stock(found.stock)),
        (plan_suppliers, plan_supplier_rows(found, plan)),
        (planned_overrides, _overrides(found, reasoned)),
    ):
        await _insert_all(connection, table, [key | row for row in rows])


async def _insert_all(connection: AsyncConnection, table: Table, rows: list[Row]) -> None:
    if rows:
        await connection.execute(insert(table), rows)


def plan_line_rows(found: Sources, reasoned: ReasonedPlan) -> Iterator[Row]:
    """The lines of a plan as ``plan_lines`` keeps them, without the plan's key."""
    for demanded, line, reason in zip(found.demand, reasoned.plan.lines, reasoned.reasons, strict=True):
        stock = found.stock.get(demanded.product, StockUse())
        yield {
            "product": demanded.product,
            "demand": demanded.quantity,
            "households": demanded.households,
            "stock_used": stock.quantity,
            "stock_value_cents": stock.value,
            "need": line.need.quantity,
            "short": line.short,
            "surplus": line.surplus,
            "vat_basis_points": found.goods_vat(demanded.product, line.bought.supplier if line.bought else None),
            "held_cents": demanded.held,
            "reason": _reason(found.sold[demanded.product].unit, line, reason),
            **_bought(line),
        }


def _bought(line: PlanLine) -> Row:
    bought = line.bought
    if bought is None:
        return _NOTHING
    return {
        "supplier": bought.supplier,
        "cases": bought.cases,
        "case_size": _offer(line, bought).case_size,
        "quantity": bought.quantity,
        "rung_from": bought.rung.starts_at,
        "price": bought.rung.price,
        "goods_cents": bought.goods,
        "ladder": ladder_row(line.need, _offer(line, bought)),
    }


_NOTHING: Row = {
    "supplier": None,
    "cases": 0,
    "case_size": None,
    "quantity": 0,
    "rung_from": None,
    "price": None,
    "goods_cents": 0,
    "ladder": None,
}


def _offer(line: PlanLine, bought: Option) -> Offer:
    return next(offer for offer in line.need.offers if offer.supplier == bought.supplier)


def _reason(unit: Unit, line: PlanLine, reason: LineReason) -> Row:
    """A reason with what its sentence needs to show quantities: the display unit, and what the ladder counts."""
    basis = _offer(line, line.bought).ladder.basis.value if line.bought else None
    return {"unit": unit.value, "basis": basis, **asdict(reason)}


def _stock(stock: Mapping[str, StockUse]) -> Iterator[Row]:
    for product, use in sorted(stock.items()):
        for lot in use.lots:
            yield {"product": product, "lot": lot.lot.lot, "used": lot.used, "value_cents": lot.value}


def _overrides(found: Sources, reasoned: ReasonedPlan) -> Iterator[Row]:
    for override in found.overrides:
        yield asdict(override) | {"costs_cents": reasoned.override_costs[override.product]}


def plan_supplier_rows(found: Sources, plan: Plan) -> Iterator[Row]:
    """What each supplier would invoice, as ``plan_suppliers`` keeps it, without the plan's key."""
    held = {one.product: one.held for one in found.demand}
    terms = {one.supplier: asdict(one) for one in found.suppliers}
    for supplier, ordered in invoices_as_ordered(found, plan).items():
        lines = [line for line in plan.lines if line.bought and line.bought.supplier == supplier]
        yield {
            "supplier": supplier,
            "goods_cents": ordered.goods,
            "delivery_cents": ordered.delivery,
            "vat_cents": ordered.vat,
            "delivery_vat_basis_points": found.delivery_vat(supplier),
            "households_hold_cents": sum(held[line.need.product] for line in lines),
            "terms": terms[supplier],
        }
