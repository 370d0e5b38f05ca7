"""What operations watch of orders: orders and money, whether the ledger balances, how far cycles are."""

from datetime import datetime
from zoneinfo import ZoneInfo

from prometheus_client import Gauge
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.domain.entry import OrderState
from services.orders.domain.ledger import SOLIDARITY_FUND
from services.orders.queries.devices import wanted_since
from services.orders.queries.progress import cycle_progress
from services.orders.queries.refused_settlements import stands_refused
from services.orders.storage.cycle_tables import cycles, group_orders
from services.orders.storage.device_tables import devices
from services.orders.storage.household_tables import households
from services.orders.storage.ledger_tables import ledger_entries
from services.orders.storage.order_tables import household_orders
from services.orders.storage.settlement_tables import cycle_settlements, settlement_staging
from services.orders.storage.solidarity_tables import solidarity_fund
from services.orders.storage.till_tables import till_sessions
from shared.kernel.clock import Clock, system_clock
from shared.web.device_metrics import sample_devices

ORDERS = Gauge("vrac_orders_household_orders", "Household orders of cycles not settled yet, by state.", ["state"])
HELD = Gauge("vrac_orders_held_cents", "Cents held for the confirmed orders of cycles not settled yet.")
CREDIT = Gauge("vrac_orders_household_credit_cents", "Cents of credit that the network owes its households.")
GROUP_ORDERS = Gauge("vrac_orders_group_orders", "Group orders of cycles not settled yet, by state.", ["state"])
NEXT_RUNG = Gauge(
    "vrac_orders_next_rung_ratio",
    "How much of what the next price needs is ordered, from 0 to 1: products of open cycles that have a next price.",
    ["cycle", "product"],
)
IMBALANCE = Gauge("vrac_orders_ledger_imbalance_cents", "Sum of all ledger entries: anything but 0 is an alarm.")
CREDIT_DRIFT = Gauge(
    "vrac_orders_credit_drift_cents",
    "Households' credit columns and the solidarity fund's, plus their ledger accounts: anything but 0 is an alarm.",
)
POSTED_RUNS = Gauge("vrac_orders_settlement_runs_posted", "Settlement runs posted to the ledger, of all cycles.")
REFUSED_RUNS = Gauge(
    "vrac_orders_settlement_runs_refused",
    "Settlement runs that arrived whole and stand refused: anything but 0 is an alarm.",
)
OPEN_TILL = Gauge(
    "vrac_orders_oldest_open_till_seconds",
    "How long ago the till was opened that was opened first of those that are open; 0: none is.",
)

GROUP_ORDER_STATES = ("open", "sealed", "left_out")
_OPEN = select(cycles.c.code).where(
    cycles.c.opened_version.is_not(None), cycles.c.closing_version.is_(None), cycles.c.sealed_version.is_(None)
)
_CREDIT = select(func.sum(households.c.credit_cents))
_RUNNING = select(cycles.c.code).where(cycles.c.settled_run.is_(None), cycles.c.archived_version.is_(None))


async def sample(engine: AsyncEngine, zone: ZoneInfo, clock: Clock = system_clock) -> None:
    """Read the gauges of cycles in progress from the database: a chore of every process."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        await _sample_orders(connection)
        await _sample_group_orders(connection)
        await _sample_progress(connection)
        CREDIT.set(int(await connection.scalar(_CREDIT) or 0))
        await _sample_settlement_runs(connection)
        OPEN_TILL.set(await _oldest_open_till(connection, clock()))
        await sample_devices(connection, "orders", devices, await wanted_since(connection, zone), clock())


async def _sample_orders(connection: AsyncConnection) -> None:
    order = household_orders.c
    query = select(order.state, func.count(), func.sum(order.held_cents)).where(order.cycle.in_(_RUNNING))
    found = {state: (count, held) for state, count, held in await connection.execute(query.group_by(order.state))}
    for state in OrderState:
        ORDERS.labels(state.value).set(found.get(state.value, (0, 0))[0])
    HELD.set(int(found.get(OrderState.CONFIRMED.value, (0, 0))[1]))


async def _sample_settlement_runs(connection: AsyncConnection) -> None:
    """A refused run stands until a later one was posted."""
    posted = select(func.count()).where(cycle_settlements.c.posted_at.is_not(None))
    POSTED_RUNS.set(await connection.scalar(posted) or 0)
    refused = select(func.count()).select_from(settlement_staging)
    refused = refused.join(cycles, cycles.c.code == settlement_staging.c.cycle)
    REFUSED_RUNS.set(await connection.scalar(refused.where(stands_refused())) or 0)


async def _oldest_open_till(connection: AsyncConnection, now: datetime) -> float:
    """In seconds; one that holds what came after a closing is nobody's to close."""
    session = till_sessions.c
    first = select(func.min(session.opened_at)).where(session.closed_at.is_(None), session.linked_to.is_(None))
    opened: datetime | None = await connection.scalar(first)
    return (now - opened).total_seconds() if opened else 0


async def _sample_group_orders(connection: AsyncConnection) -> None:
    group = group_orders.c
    query = select(group.state, func.count().label("found")).where(group.cycle.in_(_RUNNING)).group_by(group.state)
    counted = {row.state: row.found for row in await connection.execute(query)}
    for state in GROUP_ORDER_STATES:
        GROUP_ORDERS.labels(state).set(counted.get(state, 0))


async def _sample_progress(connection: AsyncConnection) -> None:
    """Of open cycles only: what is closed is not shown any more."""
    open_cycles = (await connection.scalars(_OPEN)).all()
    found = {cycle: await cycle_progress(connection, cycle) for cycle in open_cycles}
    NEXT_RUNG.clear()
    for cycle, products in found.items():
        for product in products:
            if rung := product.progress.next_rung:
                NEXT_RUNG.labels(cycle, product.product.product).set(product.progress.counted / rung.starts_at)


async def sample_ledger(engine: AsyncEngine) -> None:
    """Σ entries; Σ credit columns and the fund's balance against the accounts they stand for, each the other's check.

    A chore of its own, for it reads every entry there ever was (docs/adr/, decision 19).
    """
    entry = ledger_entries.c
    is_credit = entry.account.like("household:%:credit") | (entry.account == SOLIDARITY_FUND)
    sums = select(func.sum(entry.amount_cents), func.sum(entry.amount_cents).filter(is_credit))
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        total, on_accounts = (await connection.execute(sums)).one()
        credit = int(await connection.scalar(_CREDIT) or 0)
        fund = await connection.scalar(select(solidarity_fund.c.balance_cents)) or 0
    IMBALANCE.set(int(total or 0))
    CREDIT_DRIFT.set(credit + fund + int(on_accounts or 0))
