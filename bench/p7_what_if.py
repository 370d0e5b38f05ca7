"""P7: what-if asked until it is answered, against the solver alone: the demo's products, three suppliers each."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from time import perf_counter
from zlib import crc32

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.closing import sealed_cycle
from bench.figure import Figure
from bench.ground import Ground
from services.supply.commands.keep_offer import ProductOffer, keep_offer
from services.supply.domain.ladder import FINEST_PRICE, Ladder, Rung
from services.supply.domain.options import Offer
from services.supply.domain.plan import Problem
from services.supply.domain.solver import solve
from services.supply.queries.demand import sources
from services.supply.queries.what_if import what_if_of
from services.supply.storage.catalogue_tables import offers
from services.supply.storage.cycle_tables import cycles
from services.supply.storage.offers import offers_of
from shared.database import create_engine, transaction
from shared.kernel.clock import system_clock

SUPPLIERS = ("ALMA", "DOMB", "GRAI")  # each offers every product
ALLOWED_MS = 1_000
HALF = 500  # grams or millilitres
MORE_HOUSEHOLDS = 10


async def measure(ground: Ground) -> list[Figure]:
    """Three plans weighed for one answer: only the first needs its ties broken."""
    return await _measured(ground, "", None) + await _measured(ground, ", all in cases of half a unit", HALF)


async def _measured(ground: Ground, how: str, case_size: int | None) -> list[Figure]:
    database = await ground.database("supply")
    engine = create_engine(database, application_name="bench")
    ours, alone = [], []
    try:
        cycle = await sealed_cycle(engine, database, 1)
        problem = await _three_suppliers(engine, cycle, case_size)
        await what_if_of(engine, cycle, MORE_HOUSEHOLDS)  # warm
        for _ in range(ground.rounds):
            began = perf_counter()
            await what_if_of(engine, cycle, MORE_HOUSEHOLDS)
            ours.append(1000 * (perf_counter() - began))
            began = perf_counter()
            await asyncio.to_thread(solve, problem)
            alone.append(1000 * (perf_counter() - began))
    finally:
        await engine.dispose()
    what = f"what-if, {len(problem.needs)} products at {len(SUPPLIERS)} suppliers each{how}"
    note = "The plan with its ties broken, then with more households and without minimums, their cost alone."
    return [
        Figure("P7", what, "the solver alone, one plan", "ms", ours, alone, goal=4, at_most=True, note=note),
        Figure("P7", "the same", "allowed", "ms", ours, [float(ALLOWED_MS)] * len(ours), goal=1, at_most=True),
    ]


async def _three_suppliers(engine: AsyncEngine, cycle: str, case_size: int | None) -> Problem:
    """Have each product offered by the same three suppliers, at prices that differ; the problem that this makes.

    In cases of the demo, or of ``case_size`` base units where the product is weighed.
    """
    async with transaction(engine) as connection:
        offered = await offers_of(connection, cycle)
        await connection.execute(delete(offers))
    for product, (first, *_) in offered.items():
        case = case_size if case_size and first.case_size >= case_size else first.case_size
        for supplier in SUPPLIERS:
            percent = 95 + crc32(f"{product} {supplier}".encode()) % 21  # of the price in the demo
            offer = _at(replace(first, case_size=case), supplier, Decimal(percent) / 100)
            await keep_offer(engine, system_clock, ProductOffer(product, offer))
    async with engine.connect() as connection:
        row = (await connection.execute(select(cycles).where(cycles.c.cycle == cycle))).mappings().one()
        return (await sources(connection, row)).problem()


def _at(offer: Offer, supplier: str, times: Decimal) -> Offer:
    rungs = tuple(Rung(rung.starts_at, (rung.price * times).quantize(FINEST_PRICE)) for rung in offer.ladder.rungs)
    return replace(offer, supplier=supplier, ladder=Ladder(offer.ladder.basis, rungs))
