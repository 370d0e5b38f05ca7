"""The coordinator has the purchase plan made: what is bought of each product, from whom, and what it costs.

Nothing is bought on faith: the proof of every centre's orders and the demand are read in one
snapshot. The choices are then weighed in a thread with no connection held, and the plan is stored only
if what it rests on still stands; else all is read again.
"""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.audit import Audited, AuditKind
from services.supply.domain.demand import Sources, without
from services.supply.domain.overrides import Override
from services.supply.domain.planning import planned
from services.supply.domain.reasons import ReasonedPlan
from services.supply.domain.solver import DEFAULT_TIME_LIMIT
from services.supply.domain.stock import Lot
from services.supply.queries.buying import decided_order, left_out, sealed_version
from services.supply.queries.demand import sources
from services.supply.queries.free_stock import free_lots
from services.supply.queries.late_lines import late_lines
from services.supply.queries.overrides import overrides_of
from services.supply.queries.proof import check_proved
from services.supply.queries.snapshot import snapshot
from services.supply.storage.audit_rows import note
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.cycle_tables import cycles
from services.supply.storage.plan_rows import PlanKey, insert_plan, plan_in_force, planned_demand
from shared.database import transaction
from shared.database.locks import transaction_lock
from shared.kernel.refusal import Refused

ATTEMPTS = 5
STOCK_LOCK = "stock promised to plans"


@dataclass(frozen=True, slots=True)
class _Ground:
    """What may change while the solver works: the plan in force, the seal, centres, overrides, the stock that is free.

    Whoever made another plan meanwhile may have read newer offers.
    """

    in_force: int | None
    sealed_version: int | None
    left_out: tuple[str, ...]
    stock: dict[str, list[Lot]]
    overrides: tuple[Override, ...]


async def make_plan(engine: AsyncEngine, cycle: str, made_by: UUID, *, time_limit: float = DEFAULT_TIME_LIMIT) -> int:
    """Make the plan of a sealed cycle and return its number.

    The same seal, demand, stock and offers give the plan there is. Once one of its purchase orders is
    approved it is fixed, whatever becomes of offers and stock; orders admitted since get what is left over.

    Raises:
        Refused: ``cycle_unknown``, ``cycle_settled``: without a plan, ``cycle_not_sealed``,
            ``centres_not_proved`` (with the centres), ``purchase_order_approved``: what those ordered whom the
            plan was made for has changed, ``too_many_cases``: an offer's case is far too small for what is
            needed, ``figures_too_large``, or ``plan_keeps_changing``: the plan, the stock, the centres or the
            overrides changed at every attempt. About overrides: ``override_offer_unknown``, ``override_too_late``,
            ``override_above_cap``, ``override_under_minimum``, ``overrides_above_stock_limit`` or
            ``overrides_not_weighed``.
    """
    for _ in range(ATTEMPTS):
        async with snapshot(engine) as connection:
            found, ground, number = await _read(connection, cycle)
        if number is None:
            plan = await asyncio.to_thread(planned, found, time_limit=time_limit)
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
    sealed = await sealed_version(connection, found.cycle)
    stock = await free_lots(connection, found.cycle, [one.product for one in found.demand])
    centres = await left_out(connection, found.cycle)
    in_force = await plan_in_force(connection, found.cycle)
    overrides = await overrides_of(connection, found.cycle)
    return _Ground(in_force.plan if in_force else None, sealed, centres, stock, overrides)


async def _answered(connection: AsyncConnection, found: Sources) -> int | None:
    """The plan in force, when it was made from the same figures or is being carried out for the same demand."""
    in_force = await plan_in_force(connection, found.cycle)
    settled = exists().where(cycles.c.cycle == found.cycle, cycles.c.state.in_(["settled", "archived"]))
    if await connection.scalar(select(settled)):
        if in_force is None:
            raise Refused("cycle_settled", cycle=found.cycle)
        return in_force.plan
    if in_force is None:
        return None
    if await _being_bought(connection, found, in_force):
        return in_force.plan
    made_from = in_force.digest, in_force.sealed_version, in_force.left_out
    now = found.digest, await sealed_version(connection, found.cycle), await left_out(connection, found.cycle)
    return in_force.plan if made_from == now else None


async def _being_bought(connection: AsyncConnection, found: Sources, in_force: PlanKey) -> bool:
    """Whether a purchase order of the plan is approved; what its orders ask for can't have changed then."""
    decided = await decided_order(connection, found.cycle)
    if decided is None:
        return False
    late = await late_lines(connection, found.cycle, in_force.sealed_version)
    if await planned_demand(connection, in_force) != without(found.demand, late):
        raise Refused("purchase_order_approved", number=decided.number, supplier=decided.supplier)
    return True


async def _store(
    connection: AsyncConnection, found: Sources, ground: _Ground, reasoned: ReasonedPlan, made_by: UUID
) -> int | None:
    """Store the plan under the next number; None when what it rests on has changed meanwhile."""
    await lock_cycle(connection, found.cycle)
    await transaction_lock(connection, STOCK_LOCK)
    answered = await _answered(connection, found)
    if answered is not None:
        return answered
    if await _ground(connection, found) != ground:
        return None
    number = (ground.in_force or 0) + 1
    header = {
        "cycle": found.cycle,
        "plan": number,
        "demand_digest": found.digest,
        "sealed_version": ground.sealed_version,
        "left_out": ground.left_out,
        "objective_cents": reasoned.plan.objective,
        "proven": reasoned.plan.proven,
        "ordered_digest": found.parts.ordered,
        "stock_digest": found.parts.stock,
        "offers_digest": found.parts.offers,
        "overrides_cost_cents": reasoned.overrides_cost,
        "made_by": made_by,
    }
    await insert_plan(connection, header, found, reasoned)
    before = {"plan": ground.in_force} if ground.in_force else None
    await note(connection, Audited(AuditKind.PLAN_MADE, found.cycle, made_by, before, {"plan": number}))
    return number
