"""The coordinator fixes what is bought of a product, or takes it back; the next plan is made around it.

Possible until goods are ordered: a plan made before is outdated either way.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.overrides import Override, chosen_offer
from services.supply.queries.buying import decided_order
from services.supply.queries.demand import supplier_terms, terms_of
from services.supply.queries.overrides import overrides_of
from services.supply.storage.buying_tables import plan_lines, plan_overrides
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.cycle_tables import cycle_products
from services.supply.storage.offers import offers_of_products
from services.supply.storage.plan_rows import plan_in_force
from services.supply.storage.upsert import put
from shared.database import transaction
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Decision:
    """Who fixes a product's line, and why."""

    cycle: str
    product: str
    reason: str
    decided_by: UUID


async def override_plan(engine: AsyncEngine, decision: Decision, supplier: str | None, cases: int | None) -> bool:
    """Fix a product's supplier, its supplier and cases, or (no supplier) that none is bought; whether it is new.

    Raises:
        Refused: ``cycle_unknown``, ``cycle_not_open``, ``cycle_settled``, ``purchase_order_approved``,
            ``product_not_sold``, ``override_offer_unknown``, ``override_too_late`` or ``override_above_cap``.
    """
    async with transaction(engine) as connection:
        row = await _lock(connection, decision.cycle)
        override = Override(decision.product, supplier, cases, decision.reason, decision.decided_by)
        await _check(connection, row, override)
        return await _put(connection, decision.cycle, override)


async def keep_as_planned(engine: AsyncEngine, decision: Decision) -> bool:
    """Fix a product's line as the plan in force has it; whether it is new.

    Raises:
        Refused: as ``override_plan``, ``no_plan`` or ``override_line_unknown``.
    """
    async with transaction(engine) as connection:
        row = await _lock(connection, decision.cycle)
        supplier, cases = await _planned(connection, decision)
        override = Override(decision.product, supplier, cases, decision.reason, decision.decided_by)
        await _check(connection, row, override)
        return await _put(connection, decision.cycle, override)


async def take_override_back(engine: AsyncEngine, cycle: str, product: str) -> None:
    """Leave a product to the plan again; one that was not fixed stays so.

    Raises:
        Refused: ``cycle_unknown``, ``cycle_not_open``, ``cycle_settled`` or ``purchase_order_approved``.
    """
    async with transaction(engine) as connection:
        await _lock(connection, cycle)
        fixed = (plan_overrides.c.cycle == cycle) & (plan_overrides.c.product == product)
        await connection.execute(delete(plan_overrides).where(fixed))


async def _lock(connection: AsyncConnection, cycle: str) -> RowMapping:
    row = await lock_cycle(connection, cycle)
    if row["state"] == "draft":
        raise Refused("cycle_not_open", cycle=cycle)
    if row["state"] == "settled":
        raise Refused("cycle_settled", cycle=cycle)
    decided = await decided_order(connection, cycle)
    if decided is not None:
        raise Refused("purchase_order_approved", number=decided.number, supplier=decided.supplier)
    return row


async def _check(connection: AsyncConnection, cycle: RowMapping, override: Override) -> None:
    """What the making of the plan would refuse is better refused at once."""
    sold = exists().where(cycle_products.c.cycle == cycle["cycle"], cycle_products.c.product == override.product)
    if not await connection.scalar(select(sold)):
        raise Refused("product_not_sold", product=override.product, cycle=cycle["cycle"])
    if override.supplier is None:
        return
    offered = (await offers_of_products(connection, [override.product])).get(override.product, ())
    days = {one.supplier: one.lead_days for one in await supplier_terms(connection, {override.supplier})}
    terms = terms_of(cycle)
    in_time = [offer for offer in offered if offer.supplier in days and terms.in_time(days[offer.supplier])]
    chosen_offer(override, offered, in_time)


async def _planned(connection: AsyncConnection, decision: Decision) -> tuple[str | None, int | None]:
    plan = await plan_in_force(connection, decision.cycle)
    if plan is None:
        raise Refused("no_plan", cycle=decision.cycle)
    line = plan_lines.c
    query = select(line.supplier, line.cases).where(
        line.cycle == decision.cycle, line.plan == plan.plan, line.product == decision.product
    )
    found = (await connection.execute(query)).one_or_none()
    if found is None:
        raise Refused("override_line_unknown", product=decision.product, plan=plan.plan)
    return found.supplier, found.cases or None


async def _put(connection: AsyncConnection, cycle: str, override: Override) -> bool:
    if override in await overrides_of(connection, cycle):
        return False  # sent twice: it was decided when it was decided
    row: dict[str, Any] = {name: getattr(override, name) for name in Override.__slots__}
    return await put(connection, plan_overrides, {"cycle": cycle, "decided_at": func.now(), **row})
