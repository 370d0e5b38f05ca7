"""The coordinator abandons a cycle before anything is bought for it: every household gets all of its money back."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import RowMapping, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.run_settlement import Decision, in_one_snapshot, run_settlement
from services.supply.queries.buying import decided_order
from services.supply.queries.proof import check_proved
from services.supply.queries.settlement_inputs import abandoned_inputs
from services.supply.storage.buying_tables import purchase_orders
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.settlement_rows import last_run
from shared.kernel.clock import Clock
from shared.kernel.refusal import Refused, check_same_reason


@dataclass(frozen=True, slots=True)
class Abandonment:
    """A coordinator's named choice to buy nothing in a cycle."""

    cycle: str
    reason: str
    abandoned_by: UUID


async def abandon_cycle(engine: AsyncEngine, clock: Clock, choice: Abandonment) -> int:
    """Cancel the drafts and settle the cycle with nothing granted; returns the number of the run in force.

    Abandoned already, the run there is stands; orders admitted meanwhile get their money back in the next.

    Raises:
        Refused: ``cycle_unknown``, ``cycle_archived``, ``cycle_settled``, ``cycle_not_sealed``, ``centres_not_proved``,
            ``reason_differs`` or ``cycle_bought``: a purchase order is approved or sent.
    """

    async def work(connection: AsyncConnection) -> int:
        row = await lock_cycle(connection, choice.cycle)
        await _check(connection, row)
        draft = (purchase_orders.c.cycle == choice.cycle) & (purchase_orders.c.state == "draft")
        await connection.execute(update(purchase_orders).where(draft).values(state="cancelled"))
        inputs = await abandoned_inputs(connection, choice.cycle, row["delivery_vat_basis_points"])
        decision = Decision(choice.abandoned_by, choice.reason)
        before = await last_run(connection, choice.cycle)
        run = await run_settlement(connection, row, inputs, clock(), decision)
        if before is not None and run == before["run"]:
            check_same_reason(before["abandoned_because"], choice.reason)
        return run

    return await in_one_snapshot(engine, work)


async def _check(connection: AsyncConnection, row: RowMapping) -> None:
    cycle = row["cycle"]
    before = await last_run(connection, cycle)
    if before is not None and before["abandoned_because"] is None:
        raise Refused("cycle_settled", cycle=cycle)
    await check_proved(connection, cycle)
    decided = await decided_order(connection, cycle)
    if decided is not None:
        raise Refused("cycle_bought", cycle=cycle, number=decided.number, supplier=decided.supplier)
