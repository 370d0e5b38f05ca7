"""The coordinator withdraws an invoice that was entered by mistake: its supplier is settled as without one."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.queries.invoices import invoice_of
from services.supply.queries.received_invoices import invoices_received, next_invoice_version
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.invoice_rows import invoice_audited
from services.supply.storage.invoice_tables import supplier_invoices
from shared.database import transaction
from shared.kernel.clock import Clock
from shared.kernel.refusal import check_same_reason
from shared.messaging import outbox


@dataclass(frozen=True, slots=True)
class InvoiceWithdrawal:
    """Whose invoice counts no more, of which cycle, who says so and why."""

    cycle: str
    supplier: str
    reason: str
    by: UUID


async def withdraw_invoice(engine: AsyncEngine, clock: Clock, wanted: InvoiceWithdrawal) -> None:
    """Let an invoice and its credit notes count no more; withdrawn for this reason before, nothing changes.

    Raises:
        Refused: ``cycle_unknown``, ``invoice_unknown`` or ``reason_differs``.
    """
    cycle, supplier = wanted.cycle, wanted.supplier
    async with transaction(engine) as connection:
        await lock_cycle(connection, cycle)
        before = (await invoice_of(connection, cycle, supplier)).withdrawn_because
        check_same_reason(before, wanted.reason)
        if before is not None:
            return
        entered = supplier_invoices.c
        counting = update(supplier_invoices).where(entered.cycle == cycle, entered.supplier == supplier)
        version = await next_invoice_version(connection, cycle, supplier, clock())
        async with invoice_audited(connection, cycle, supplier, wanted.by):
            await connection.execute(counting.values(withdrawn_because=wanted.reason, version=version))
        await outbox.append(connection, await invoices_received(connection, cycle, supplier))
