"""The coordinator archives a cycle of which nothing is left to be done: nothing of it changes any more.

Isolation: READ COMMITTED with the cycle's row locked, which whoever changes a delivery, an invoice or a centre's day
locks too. What orders says of a late order meanwhile comes before it or after it, as it may come at any time.
"""

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.settle_cycle import inputs_to_settle
from services.supply.domain.archiving import check_distributed, check_settled_last
from services.supply.domain.audit import AuditKind
from services.supply.domain.settlement_inputs import SettlementInputs
from services.supply.queries.centre_days import days_with_goods
from services.supply.queries.invoices import invoices_of
from services.supply.queries.published_cycle import cycle_archived
from services.supply.queries.settlement_inputs import abandoned_inputs
from services.supply.storage.audit_rows import cycle_audited
from services.supply.storage.cycle_rows import change_cycle, lock_cycle_of_any_state
from services.supply.storage.settlement_rows import last_run
from shared.database import retry
from shared.kernel.clock import Clock, next_version
from shared.kernel.refusal import Refused
from shared.messaging import outbox


async def archive_cycle(engine: AsyncEngine, clock: Clock, zone: ZoneInfo, cycle: str, by: UUID | None = None) -> None:
    """Archive a settled or abandoned cycle and say so; archived already, nothing changes.

    Raises:
        Refused: ``cycle_unknown``, ``not_settled``; ``receiving_not_complete``, ``invoice_differences_open`` or
            whatever else keeps it from being settled now, ``archive_settles_otherwise``: something changed since,
            ``archive_disputes_open``, ``archive_distribution_ahead`` or ``archive_days_open``.
    """

    async def work(connection: AsyncConnection) -> None:
        row = await lock_cycle_of_any_state(connection, cycle)
        if row["state"] == "archived":
            return
        now = clock()
        await _check_settled(connection, row)
        await _check_undisputed(connection, cycle)
        check_distributed(cycle, await days_with_goods(connection, cycle), now.astimezone(zone).replace(tzinfo=None))
        async with cycle_audited(connection, AuditKind.CYCLE_ARCHIVED, cycle, by):
            await change_cycle(connection, cycle, state="archived", version=next_version(row["version"], now))
        await outbox.append(connection, await cycle_archived(connection, cycle))

    await retry(engine, work)


async def _check_settled(connection: AsyncConnection, row: RowMapping) -> None:
    run = await last_run(connection, row["cycle"])
    if row["state"] != "settled" or run is None:
        raise Refused("not_settled", cycle=row["cycle"])
    inputs = await _inputs(connection, row, abandoned=run["abandoned_because"] is not None)
    check_settled_last(row["cycle"], run["input_digest"], inputs.digest)


async def _inputs(connection: AsyncConnection, row: RowMapping, *, abandoned: bool) -> SettlementInputs:
    if abandoned:
        return await abandoned_inputs(connection, row["cycle"], row["delivery_vat_basis_points"])
    return await inputs_to_settle(connection, row)


async def _check_undisputed(connection: AsyncConnection, cycle: str) -> None:
    """A dispute ends with the supplier's credit note, which an archived cycle doesn't take any more."""
    disputed = [
        one.supplier
        for one in await invoices_of(connection, cycle)
        if one.withdrawn_because is None and any(difference.disputed for difference in one.differences)
    ]
    if disputed:
        raise Refused("archive_disputes_open", cycle=cycle, suppliers=disputed)
