"""The coordinator has the purchase plan made: what is bought of each product, from whom, and what it costs.

Nothing is bought on faith: the proof of every centre's orders and the demand are read in one
snapshot. The solver then works in a thread with no connection held, and its plan is stored only
if what it rests on still stands; else all is read again.
"""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.demand import Sources
from services.supply.domain.plan import Plan
from services.supply.domain.solver import DEFAULT_TIME_LIMIT, solve
from services.supply.domain.stock import Lot
from services.supply.queries.demand import sources
from services.supply.queries.free_stock import free_lots
from services.supply.queries.proof import check_proved
from services.supply.storage.buying_tables import purchase_orders
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.cycle_tables import cycles
from services.supply.storage.demand_tables import cycle_seals, left_out_centres
from services.supply.storage.plan_rows import insert_plan, plan_in_force, planned_demand
from shared.database import transaction
from shared.database.locks import transaction_lock
from shared.kernel.refusal import Refused

ATTEMPTS = 5
STOCK_LOCK = "stock promised to plans"


@dataclass(frozen=True, slots=True)
class _Ground:
    """What may change while the solver works: the seal, the choice of centres, the stock that is free."""

    sealed_version: int | None
    left_out: frozenset[str]
    stock: dict[str, list[Lot]]


async def make_plan(engine: AsyncEngine, cycle: str, made_by: UUID, *, time_limit: float = DEFAULT_TIME_LIMIT) -> int:
    """Make the plan of a sealed cycle and return its number.

    The same demand, stock and offers give the plan there is. Once one of its purchase orders is
    approved it is fixed, whatever becomes of offers and stock.

    Raises:
        Refused: ``cycle_unknown``, ``cycle_not_sealed``, ``centres_not_proved`` (with the centres),
            ``purchase_order_approved``: the demand changed since an order was approved, or
            ``plan_keeps_changing``: the stock or the centres changed at every attempt.
    """
    for _ in range(ATTEMPTS):
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ")
            found, ground, number = await _read(connection, cycle)
        if number is None:
            plan = await asyncio.to_thread(solve, found.problem, time_limit=time_limit)
            async with transaction(engine) as connection:
                number = await _store(connection, found, ground, plan, made_by)
        if number is not None:
            return number
    raise Refused("plan_keeps_changing", cycle=cycle)


async def _read(connection: AsyncConnection, cycle: str) -> tuple[Sources, _Ground, int | None]:
    """What to plan from, and the number of the plan that already answers it."""
    row = (await connection.execute(select(cycles).where(cycles.c.cycle == cycle))).mappings().one_or_none()
    if row is None:
        raise Refused("cycle_unknown", cycle=cycle)
    await check_proved(connection, cycle)
    found = await sources(connection, row)
    return found, await _ground(connection, found), await _answered(connection, found)


async def _ground(connection: AsyncConnection, found: Sources) -> _Ground:
    sealed = await connection.scalar(select(cycle_seals.c.version).where(cycle_seals.c.cycle == found.cycle))
    left_out = select(left_out_centres.c.centre).where(left_out_centres.c.cycle == found.cycle)
    stock = await free_lots(connection, found.cycle, [one.product for one in found.demand])
    return _Ground(sealed, frozenset(await connection.scalars(left_out)), stock)


async def _answered(connection: AsyncConnection, found: Sources) -> int | None:
    """The plan in force, when it was made from the same figures or is being carried out for the same demand."""
    in_force = await plan_in_force(connection, found.cycle)
    if in_force is None:
        return None
    if in_force.digest == found.digest:
        return in_force.plan
    settled = exists().where(cycles.c.cycle == found.cycle, cycles.c.state.in_(["settled", "archived"]))
    if await connection.scalar(select(settled)):
        return in_force.plan
    decided = await _decided_order(connection, found.cycle)
    if decided is None:
        return None
    if await planned_demand(connection, in_force) != found.demand:
        raise Refused("purchase_order_approved", number=decided.number, supplier=decided.supplier)
    return in_force.plan


async def _decided_order(connection: AsyncConnection, cycle: str) -> Row[Any, Any] | None:
    orders = purchase_orders.c
    query = select(orders.number, orders.supplier).where(orders.cycle == cycle, orders.state.in_(["approved", "sent"]))
    return (await connection.execute(query.order_by(orders.number).limit(1))).one_or_none()


async def _store(connection: AsyncConnection, found: Sources, ground: _Ground, plan: Plan, made_by: UUID) -> int | None:
    """Store the plan under the next number; None when what it rests on has changed meanwhile."""
    await lock_cycle(connection, found.cycle)
    await transaction_lock(connection, STOCK_LOCK)
    answered = await _answered(connection, found)
    if answered is not None:
        return answered
    if await _ground(connection, found) != ground:
        return None
    in_force = await plan_in_force(connection, found.cycle)
    number = in_force.plan + 1 if in_force else 1
    header = {
        "cycle": found.cycle,
        "plan": number,
        "demand_digest": found.digest,
        "sealed_version": ground.sealed_version,
        "objective_cents": plan.objective,
        "proven": plan.proven,
        "made_by": made_by,
    }
    await insert_plan(connection, header, found, plan)
    return number
