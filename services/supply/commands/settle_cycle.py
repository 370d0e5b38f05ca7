"""The coordinator settles a cycle: who gets what, what it costs in the end, what comes back to each household.

As often as wanted: on unchanged deliveries and invoices the run there is stands; on a correction
the next run is published, whose charges never rise.
"""

from uuid import UUID

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.publish_settlement import publish_settlement
from services.supply.commands.stock_after import move_stock
from services.supply.domain.settlement_inputs import SettlementInputs
from services.supply.domain.settlement_run import Settling
from services.supply.queries.proof import check_proved
from services.supply.queries.settled_events import stored_run
from services.supply.queries.settlement_inputs import claims_of, settlement_inputs
from services.supply.storage.cycle_rows import change_cycle, lock_cycle
from services.supply.storage.plan_rows import plan_in_force
from services.supply.storage.settlement_rows import insert_run, last_run, published
from shared.database import transaction
from shared.kernel.clock import Clock, next_version
from shared.kernel.refusal import Refused


async def settle_cycle(engine: AsyncEngine, clock: Clock, cycle: str, settled_by: UUID) -> int:
    """Settle a cycle whose purchase orders were sent; returns the number of the run in force.

    Raises:
        Refused: ``cycle_unknown``, ``cycle_archived``, ``cycle_not_sealed``, ``centres_not_proved``,
            ``no_plan`` or ``purchase_orders_not_sent``.
        SettlementBrokenError: a cent would be lost; nothing is stored.
    """
    async with transaction(engine) as connection:
        row = await lock_cycle(connection, cycle)
        inputs = await _inputs(connection, row)
        before = await last_run(connection, cycle)
        if before is not None and before["input_digest"] == inputs.digest:
            return int(before["run"])
        number = before["run"] + 1 if before else 1
        settling = Settling(inputs, await published(connection, cycle, number - 1))
        run = settling.run(await claims_of(connection, cycle, settling.short))
        version = next_version(row["version"], clock())
        header = {
            "cycle": cycle,
            "run": number,
            "version": version,
            "input_digest": inputs.digest,
            "orders": inputs.orders,
            "settled_by": settled_by,
        }
        await insert_run(connection, header, run)
        await move_stock(connection, inputs, number, run)
        await change_cycle(connection, cycle, state="settled", version=version)
        await publish_settlement(connection, await stored_run(connection, cycle, number))
        return int(number)


async def _inputs(connection: AsyncConnection, row: RowMapping) -> SettlementInputs:
    if row["state"] == "archived":
        raise Refused("cycle_archived", cycle=row["cycle"])
    await check_proved(connection, row["cycle"])
    plan = await plan_in_force(connection, row["cycle"])
    if plan is None:
        raise Refused("no_plan", cycle=row["cycle"])
    return await settlement_inputs(connection, plan, row["delivery_vat_basis_points"])
