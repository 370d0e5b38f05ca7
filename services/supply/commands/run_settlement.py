"""One settlement run, from its inputs to what is published of it: when a cycle is settled, or abandoned.

All of it is read in one snapshot: an order admitted meanwhile is whole in the run, or not in it at all.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.publish_settlement import publish_settlement
from services.supply.commands.stock_after import Settled, move_stock
from services.supply.domain.control_totals import prove_said
from services.supply.domain.settlement_inputs import SettlementInputs
from services.supply.domain.settlement_run import Settling, next_run
from services.supply.queries.settled_events import stored_run
from services.supply.queries.settlement_inputs import claims_of
from services.supply.storage.cycle_rows import change_cycle
from services.supply.storage.settlement_rows import insert_run, last_run, published
from shared.database import retry
from shared.kernel.clock import next_version


@dataclass(frozen=True, slots=True)
class Decision:
    """Who settles a cycle, and why it was abandoned if it was."""

    settled_by: UUID
    abandoned_because: str | None = None


async def in_one_snapshot(engine: AsyncEngine, work: Callable[[AsyncConnection], Awaitable[int]]) -> int:
    """Run ``work`` in a REPEATABLE READ transaction, again if what it locks was changed by another."""
    return await retry(engine.execution_options(isolation_level="REPEATABLE READ"), work)


async def run_settlement(
    connection: AsyncConnection, row: RowMapping, inputs: SettlementInputs, now: datetime, decision: Decision
) -> int:
    """Settle a locked cycle, unless its last run was made from the same inputs; returns the run in force.

    Args:
        connection: In the transaction that locked the cycle.
        row: The cycle.
        inputs: What to settle.
        now: When.
        decision: Whose choice it is.

    Raises:
        Refused: the control totals do not add up, with where and by how much.
    """
    cycle = row["cycle"]
    before = await last_run(connection, cycle)
    if before is not None and before["input_digest"] == inputs.digest:
        return int(before["run"])
    said = int(before["run"]) if before else None
    number = next_run(said or 0, now)
    settling = Settling(inputs, await published(connection, cycle, said))
    run = await asyncio.to_thread(settling.run, await claims_of(connection, inputs, settling.short))
    version = next_version(row["version"], now)
    header = {
        "cycle": cycle,
        "run": number,
        "version": version,
        "input_digest": inputs.digest,
        "orders": inputs.orders,
        **asdict(decision),
    }
    await insert_run(connection, header, run)
    await move_stock(connection, inputs, Settled(said, number, decision.settled_by, now), run)
    await change_cycle(connection, cycle, state="settled", version=version)
    told = await publish_settlement(connection, await stored_run(connection, cycle, number))
    prove_said(told, [line.settled for line in run.lines], inputs.orders, run.totals.held)
    return number
