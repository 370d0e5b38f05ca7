"""The coordinator settles a cycle: who gets what, what it costs in the end, what comes back to each household.

As often as wanted: on unchanged deliveries and invoices the run there is stands; on a correction
the next run is published, whose charges never rise.
"""

from uuid import UUID

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.run_settlement import Decision, in_one_snapshot, run_settlement
from services.supply.domain.settlement_inputs import SettlementInputs
from services.supply.queries.buying import check_plan_stands, decided_order
from services.supply.queries.choices import check_choices_accepted
from services.supply.queries.proof import check_proved
from services.supply.queries.settlement_inputs import settlement_inputs
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.plan_rows import plan_in_force
from services.supply.storage.settlement_rows import last_run
from shared.kernel.clock import Clock
from shared.kernel.refusal import Refused


async def settle_cycle(
    engine: AsyncEngine, clock: Clock, cycle: str, settled_by: UUID, figures: str | None = None
) -> int:
    """Settle a cycle whose purchase orders were sent; returns the number of the run in force.

    Args:
        engine: Supply's database.
        clock: What time it is.
        cycle: Its code.
        settled_by: Whose choice it is.
        figures: The digest of those that were looked at (``rehearse_settlement``): no others are published.
            None: whatever they are.

    Raises:
        Refused: ``cycle_unknown``, ``cycle_archived``, ``cycle_abandoned``, ``cycle_not_sealed``,
            ``centres_not_proved``, ``no_plan``, ``plan_outdated``, ``purchase_orders_not_sent``, ``choices_open``:
            nothing is bought, which was not accepted, ``receiving_not_complete``, ``invoice_differences_open``,
            ``hand_parts_exceed``, ``settlement_figures_changed``: others were looked at; or that the control totals
            do not add up, with where and by how much.
    """

    async def work(connection: AsyncConnection) -> int:
        row = await lock_cycle(connection, cycle)
        inputs = await inputs_to_publish(connection, row)
        return await run_settlement(connection, row, inputs, clock(), Decision(settled_by, figures=figures))

    return await in_one_snapshot(engine, work)


async def inputs_to_publish(connection: AsyncConnection, row: RowMapping) -> SettlementInputs:
    """What a cycle is settled from, if nothing stands in the way.

    Raises:
        Refused: as ``settle_cycle`` before anything is computed.
    """
    inputs = await inputs_to_settle(connection, row)
    if row["state"] != "settled":
        await _check_choices(connection, inputs)
    return inputs


async def _check_choices(connection: AsyncConnection, inputs: SettlementInputs) -> None:
    """Where a purchase order was approved they were asked then; a plan that buys nothing costs no supplier's gap."""
    if await decided_order(connection, inputs.cycle) is None:
        await check_choices_accepted(connection, inputs.cycle, inputs.plan, gap_limit_cents=0)


async def inputs_to_settle(connection: AsyncConnection, row: RowMapping) -> SettlementInputs:
    """What a cycle is settled from, whether or not its open choices are accepted.

    Raises:
        Refused: as ``settle_cycle`` before anything is computed, but for ``choices_open``.
    """
    before = await last_run(connection, row["cycle"])
    if before is not None and before["abandoned_because"] is not None:
        raise Refused("cycle_abandoned", cycle=row["cycle"])
    await check_proved(connection, row["cycle"])
    plan = await plan_in_force(connection, row["cycle"])
    if plan is None:
        raise Refused("no_plan", cycle=row["cycle"])
    if row["state"] != "settled":
        await check_plan_stands(connection, plan)
    return await settlement_inputs(connection, plan, row["delivery_vat_basis_points"])
