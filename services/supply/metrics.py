"""What operations watch of supply: how far cycles are, what was heard of, whether what was sealed is here."""

from collections import Counter
from zoneinfo import ZoneInfo

from prometheus_client import Gauge, Histogram
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.queries.devices import wanted_since
from services.supply.queries.readiness import Proof, readiness
from services.supply.queries.snapshot import snapshot
from services.supply.storage.cycle_tables import cycles
from services.supply.storage.demand_tables import cycle_seals, household_orders
from services.supply.storage.device_tables import devices
from shared.kernel.clock import Clock, system_clock
from shared.web.device_metrics import sample_devices

CYCLES = Gauge("vrac_supply_cycles", "Cycles by state.", ["state"])
ORDERS = Gauge("vrac_supply_orders", "Household orders heard of, of cycles in progress, by state.", ["state"])
HELD = Gauge("vrac_supply_held_cents", "Cents held for the confirmed orders of cycles in progress.")
UNPROVED = Gauge(
    "vrac_supply_manifest_mismatches", "Group orders of sealed cycles that supply can't prove, by kind.", ["kind"]
)

CLOSE_SECONDS = Histogram(
    "vrac_supply_close_seconds",
    "Closing a cycle, by step: the plan (proof, demand and solver) and the settlement.",
    ["step"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300),
)

for _step in ("plan", "settlement"):
    CLOSE_SECONDS.labels(_step)  # said from the start: what appears with its first value has risen by nothing

CYCLE_STATES = ("draft", "open", "closing", "settled", "archived")
ORDER_STATES = ("confirmed", "cancelled")
_IN_PROGRESS = select(cycles.c.cycle).where(cycles.c.state.in_(["open", "closing"]))


async def sample(engine: AsyncEngine, zone: ZoneInfo, clock: Clock = system_clock) -> None:
    """Read the gauges from the database: a chore of every process."""
    async with snapshot(engine) as connection:
        await _sample_cycles(connection)
        await _sample_orders(connection)
        await _sample_proofs(connection)
        await sample_devices(connection, "supply", devices, await wanted_since(connection, zone), clock())


async def _sample_cycles(connection: AsyncConnection) -> None:
    query = select(cycles.c.state, func.count().label("cycles")).group_by(cycles.c.state)
    counted = {row.state: row.cycles for row in await connection.execute(query)}
    for state in CYCLE_STATES:
        CYCLES.labels(state).set(counted.get(state, 0))


async def _sample_orders(connection: AsyncConnection) -> None:
    orders = household_orders.c
    query = select(orders.state, func.count(), func.sum(orders.held)).where(orders.cycle.in_(_IN_PROGRESS))
    found = {state: (count, held) for state, count, held in await connection.execute(query.group_by(orders.state))}
    for state in ORDER_STATES:
        ORDERS.labels(state).set(found.get(state, (0, 0))[0])
    HELD.set(int(found.get("confirmed", (0, 0))[1]))


async def _sample_proofs(connection: AsyncConnection) -> None:
    sealed = select(cycle_seals.c.cycle).where(cycle_seals.c.cycle.in_(_IN_PROGRESS))
    kinds: Counter[Proof] = Counter()
    for cycle in (await connection.scalars(sealed)).all():
        kinds.update(centre.state for centre in (await readiness(connection, cycle)).centres)
    for kind in (Proof.MISSING, Proof.DIFFERENT, Proof.LEFT_OUT):
        UNPROVED.labels(kind.value).set(kinds[kind])
