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

from services.supply.commands.publish_settlement import publish_settlement, rehearse_publication
from services.supply.commands.stock_after import Settled, move_stock
from services.supply.domain.audit import Audited, AuditKind
from services.supply.domain.control_totals import Said, prove_said
from services.supply.domain.settlement_inputs import SettlementInputs
from services.supply.domain.settlement_run import REHEARSED, SettlementRun, Settling, next_run
from services.supply.queries.demand import counted_orders
from services.supply.queries.settled_events import stored_run
from services.supply.queries.settlement_inputs import claims_of
from services.supply.storage.audit_rows import note
from services.supply.storage.cycle_rows import change_cycle
from services.supply.storage.settlement_rows import insert_run, last_run, published, run_before
from shared.database import retry
from shared.kernel.clock import next_version
from shared.kernel.refusal import Refused

_NOTED = ("run", "held_cents", "charged_cents")


@dataclass(frozen=True, slots=True)
class Decision:
    """Who settles a cycle, and why it was abandoned if it was.

    ``figures`` is the digest of those that were looked at: no others are published. None: whatever they are.
    """

    settled_by: UUID
    abandoned_because: str | None = None
    figures: str | None = None


@dataclass(frozen=True, slots=True)
class _Header:
    """What a run is stored under."""

    cycle: str
    run: int
    version: int
    input_digest: str
    orders: int
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
        Refused: ``settlement_figures_changed``: others were looked at; or the control totals do not add up, with
            where and by how much.
    """
    cycle = row["cycle"]
    before = await last_run(connection, cycle)
    await _check_looked_at(connection, inputs, before, decision)
    if before is not None and before["input_digest"] == inputs.digest:
        return int(before["run"])
    said = int(before["run"]) if before else None
    number = next_run(said or 0, now)
    version = next_version(row["version"], now)
    who = decision.settled_by, decision.abandoned_because
    header = _Header(cycle, number, version, inputs.digest, inputs.orders, *who)
    run = await _compute_and_store(connection, header, inputs, said)
    await move_stock(connection, inputs, Settled(said, number, decision.settled_by, now), run)
    await change_cycle(connection, cycle, state="settled", version=version)
    kind = AuditKind.CYCLE_ABANDONED if decision.abandoned_because else AuditKind.SETTLEMENT_PUBLISHED
    was = {"state": row["state"]} | ({name: before[name] for name in _NOTED} if before else {})
    became = {"state": "settled", "run": number, "held_cents": run.totals.held, "charged_cents": run.totals.charged}
    await note(connection, Audited(kind, cycle, decision.settled_by, was, became))
    told = await publish_settlement(connection, await stored_run(connection, cycle, number))
    await _prove(connection, cycle, told, run)
    return number


async def rehearse_run(connection: AsyncConnection, row: RowMapping, inputs: SettlementInputs) -> bool:
    """Store, and prove, what ``run_settlement`` would publish: in a transaction that is to be undone.

    It takes no lock that publishing takes, moves no stock and says nothing.

    Returns:
        Whether there is anything to publish: a run other than the one in force.

    Raises:
        Refused: the control totals do not add up, with where and by how much.
    """
    cycle = row["cycle"]
    before = await last_run(connection, cycle)
    if before is not None and before["input_digest"] == inputs.digest:
        return False
    header = _Header(cycle, REHEARSED, row["version"], inputs.digest, inputs.orders, settled_by=UUID(int=0))
    run = await _compute_and_store(connection, header, inputs, int(before["run"]) if before else None)
    told = await rehearse_publication(connection, await stored_run(connection, cycle, REHEARSED))
    await _prove(connection, cycle, told, run)
    return True


async def _check_looked_at(
    connection: AsyncConnection, inputs: SettlementInputs, before: RowMapping | None, decision: Decision
) -> None:
    """That the figures to be published are those looked at; published already, they may be asked for again."""
    if decision.figures is None:
        return
    said = int(before["run"]) if before else None
    same = {inputs.figures_after(said)}
    if before is not None and before["input_digest"] == inputs.digest:
        same.add(inputs.figures_after(await run_before(connection, inputs.cycle, int(before["run"]))))
    if decision.figures not in same:
        raise Refused("settlement_figures_changed", cycle=inputs.cycle)


async def _compute_and_store(
    connection: AsyncConnection, header: _Header, inputs: SettlementInputs, said: int | None
) -> SettlementRun:
    """The figures of a run, after what the run ``said`` published."""
    settling = Settling(inputs, await published(connection, inputs.cycle, said))
    run = await asyncio.to_thread(settling.run, await claims_of(connection, inputs, settling.short))
    await insert_run(connection, asdict(header), run)
    return run


async def _prove(connection: AsyncConnection, cycle: str, told: Said, run: SettlementRun) -> None:
    prove_said(told, [line.settled for line in run.lines], await counted_orders(connection, cycle), run.held)
