"""P8: pick lists and final slips of every centre, from database to PDF, against Typst alone on the same input."""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import asyncpg

from bench.closing import sealed_cycle
from bench.figure import Figure
from bench.ground import Ground
from bench.printing import PICK_LISTS, SLIPS, Taken
from bench.settled import settled_cycle
from shared.database import create_engine

_PLAN = """
    INSERT INTO plans (cycle, plan, demand_digest, sealed_version, left_out, objective_cents, proven, made_by)
    VALUES ($1, 1, '', 1, '{}', 0, true, gen_random_uuid())
"""
_SETTLE = """
    INSERT INTO settlements
        (cycle, run, version, input_digest, orders, held_cents, charged_cents, rebates_cents, invoices_cents,
        stock_kept_cents, stock_used_cents, rounding_cents, uncovered_cents, settled_by)
    SELECT $1, 1, 1, '', count(*), 0, 0, 0, 0, 0, 0, 0, 0, gen_random_uuid() FROM household_orders WHERE cycle = $1
"""
_SETTLE_PRODUCTS = """
    INSERT INTO settled_products
        (cycle, run, product, unit_base, demand, late_demand, ceiling_price_cents, received, invoiced_cents, stock_used,
        stock_value_cents, granted, final_price_cents, charged_cents, kept, kept_value_cents, adjustment_cents,
        uncovered)
    SELECT cycle, 1, product, 1000, 0, 0, ceiling_price_cents, 0, 0, 0, 0, 0, ceiling_price_cents, 0, 0, 0, 0, false
    FROM cycle_products WHERE cycle = $1
"""


class Printed(NamedTuple):
    """A paper of every centre of a cycle, and where it is read."""

    paper: str
    database: str
    cycle: str
    what: str
    note: str = ""


async def measure(ground: Ground) -> list[Figure]:
    """A process for each round: Typst is quicker with what it has laid out before, which no service has."""
    database, settled = await ground.database("supply"), await ground.database("orders")
    engine = create_engine(database, application_name="bench")
    cycle = await sealed_cycle(engine, database, 1)
    await engine.dispose()
    households = await _settle(database, cycle)
    note = (
        "Asked for at once, the next list is read while one is printed; one after the other it is 1.29. By the clock, "
        "which also runs while others work on the machine; the next line does not count them."
    )
    lists = f"pick lists for {households} households, a box for each line"
    slips = f"final slips for {households} households, a page each"
    return [
        *_measured(ground, Printed(PICK_LISTS, database, cycle, lists, note)),
        *_measured(ground, Printed(SLIPS, settled, await settled_cycle(settled), slips)),
    ]


def _measured(ground: Ground, printed: Printed) -> list[Figure]:
    kept = ground.folder / f"{printed.paper}.json"
    ours, alone = [], []
    for _ in range(3 * ground.rounds):  # short ones, in processes that the machine places as it likes
        ours.append(_taken(printed.paper, printed.database, printed.cycle, kept))
        alone.append(_taken("alone", kept))
    alike = "Typst alone, the same input"
    return [
        Figure("P8", printed.what, alike, "ms", _clock(ours), _clock(alone), goal=1.2, at_most=True, note=printed.note),
        Figure("P8", "the same, processor time", alike, "ms", _used(ours), _used(alone), goal=1.2, at_most=True),
    ]


def _clock(taken: list[Taken]) -> list[float]:
    return [clock for clock, _ in taken]


def _used(taken: list[Taken]) -> list[float]:
    return [used for _, used in taken]


async def _settle(database: str, cycle: str) -> int:
    """As if everybody were granted what they ordered; how many households that is."""
    connection = await asyncpg.connect(database)
    try:
        for statement in (_PLAN, _SETTLE, _SETTLE_PRODUCTS):
            await connection.execute(statement, cycle)
        households: int = await connection.fetchval("SELECT count(DISTINCT household) FROM household_orders")
    finally:
        await connection.close()
    return households


def _taken(*arguments: str | Path) -> Taken:
    command = [sys.executable, "-m", "bench.printing", *map(str, arguments)]
    clock, used = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603 - ours
    return float(clock), float(used)
