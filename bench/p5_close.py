"""P5: a sealed cycle until its purchase orders are drafted, against GROUP BY of its lines and the solver alone."""

from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.closing import sealed_cycle
from bench.figure import Figure
from bench.ground import Ground
from services.supply.commands.create_purchase_orders import create_purchase_orders
from services.supply.commands.make_plan import make_plan
from services.supply.domain.plan import Problem
from services.supply.domain.solver import solve
from services.supply.queries.demand import sources
from services.supply.storage.cycle_tables import cycles
from shared.database import create_engine, transaction
from shared.kernel.ids import uuid7

FEW, MANY = 1, 1_000
NO_GROWTH = 1.2  # two runs of the same thing differ as much

_GROUP_BY = """
    SELECT product, sum(quantity), count(*), sum(held) FROM household_order_lines WHERE cycle = :cycle GROUP BY product
"""


@dataclass(slots=True)
class _Closing:
    """Milliseconds, a round each."""

    orders: int = 0
    ours: list[float] = field(default_factory=list)
    group_by: list[float] = field(default_factory=list)
    solver: list[float] = field(default_factory=list)

    @property
    def alone(self) -> list[float]:
        """The baseline's rounds."""
        return [one + other for one, other in zip(self.group_by, self.solver, strict=True)]

    @property
    def beyond(self) -> list[float]:
        """What a close takes beyond the GROUP BY."""
        return [whole - part for whole, part in zip(self.ours, self.group_by, strict=True)]


async def measure(ground: Ground) -> list[Figure]:
    """The demo cycle as it is, then with a thousand times the orders."""
    few = await _measured(ground, FEW)
    many = await _measured(ground, max(FEW, ground.size(MANY)))
    growth = Figure(
        "P5",
        f"a close beyond its GROUP BY, {many.orders:,} orders",
        f"the same with {few.orders:,} orders",
        "ms",
        many.beyond,
        few.beyond,
        goal=NO_GROWTH,
        at_most=True,
        note="The proof reads a digest an order, for the plan and again for the purchase orders: 74 ms each time. "
        "Tried: an index in the order of the digests, so that nothing is sorted.",
    )
    return [_against_parts(few), _against_parts(many), growth]


def _against_parts(closing: _Closing) -> Figure:
    parts = f"GROUP BY {median(closing.group_by):.0f} ms, solver {median(closing.solver):.0f} ms"
    return Figure(
        "P5",
        f"close: sealed → purchase orders, {closing.orders:,} orders",
        "GROUP BY of the same lines + the solver alone",
        "ms",
        closing.ours,
        closing.alone,
        goal=2,
        at_most=True,
        note=f"{parts}.",
    )


async def _measured(ground: Ground, times: int) -> _Closing:
    database = await ground.database("supply")
    engine = create_engine(database, application_name="bench")
    closing = _Closing()
    try:
        cycle = await sealed_cycle(engine, database, times)
        problem = await _problem(engine, cycle, closing)
        await _close(engine, cycle)  # warm
        for _ in range(ground.rounds):
            closing.group_by.append(await _group_by(engine, cycle))
            closing.solver.append(_solve(problem))
            closing.ours.append(await _close(engine, cycle))
    finally:
        await engine.dispose()
    return closing


async def _problem(engine: AsyncEngine, cycle: str, closing: _Closing) -> Problem:
    async with engine.connect() as connection:
        row = (await connection.execute(select(cycles).where(cycles.c.cycle == cycle))).mappings().one()
        counted = "SELECT count(*) FROM household_orders WHERE cycle = :cycle"
        closing.orders = int(await connection.scalar(text(counted), {"cycle": cycle}) or 0)
        return (await sources(connection, row)).problem()


async def _group_by(engine: AsyncEngine, cycle: str) -> float:
    async with engine.connect() as connection:
        began = perf_counter()
        (await connection.execute(text(_GROUP_BY), {"cycle": cycle})).all()
        return 1000 * (perf_counter() - began)


def _solve(problem: Problem) -> float:
    began = perf_counter()
    solve(problem)
    return 1000 * (perf_counter() - began)


async def _close(engine: AsyncEngine, cycle: str) -> float:
    """Plan and draft the orders, then forget both so that the next round does it again."""
    began = perf_counter()
    await make_plan(engine, cycle, uuid7())
    await create_purchase_orders(engine, cycle)
    took = 1000 * (perf_counter() - began)
    async with transaction(engine) as connection:
        await connection.execute(text("TRUNCATE plans, purchase_orders CASCADE"))
    return took
