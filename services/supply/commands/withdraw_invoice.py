"""The coordinator withdraws an invoice that was entered by mistake: its supplier is settled as without one."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.queries.invoices import invoice_of
from services.supply.storage.cycle_rows import lock_cycle
from services.supply.storage.invoice_tables import supplier_invoices
from shared.database import transaction


async def withdraw_invoice(engine: AsyncEngine, cycle: str, supplier: str, reason: str) -> None:
    """Let an invoice and its credit notes count no more; one withdrawn stays so, for its first reason.

    Raises:
        Refused: ``cycle_unknown`` or ``invoice_unknown``.
    """
    async with transaction(engine) as connection:
        await lock_cycle(connection, cycle)
        await invoice_of(connection, cycle, supplier)
        entered = supplier_invoices.c
        counting = update(supplier_invoices).where(
            entered.cycle == cycle, entered.supplier == supplier, entered.withdrawn_because.is_(None)
        )
        await connection.execute(counting.values(withdrawn_because=reason))
