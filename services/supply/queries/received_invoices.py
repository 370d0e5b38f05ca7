"""Suppliers' invoices as whoever pays them is told of them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.invoice_tables import supplier_invoices
from shared.contracts.cycles import SupplierInvoiceReceived
from shared.kernel.clock import next_version

_entered = supplier_invoices.c


async def next_invoice_version(connection: AsyncConnection, cycle: str, supplier: str, now: datetime) -> int:
    """The version of what is said next of a supplier's invoice, in a cycle that is locked."""
    stored = select(_entered.version).where(_entered.cycle == cycle, _entered.supplier == supplier)
    return next_version(int(await connection.scalar(stored) or 0), now)


async def invoices_received(
    connection: AsyncConnection, cycle: str, supplier: str | None = None
) -> list[SupplierInvoiceReceived]:
    """The invoices of a cycle, or a supplier's, as they are entered now."""
    query = select(supplier_invoices).where(_entered.cycle == cycle).order_by(_entered.supplier)
    found = query if supplier is None else query.where(_entered.supplier == supplier)
    return [
        SupplierInvoiceReceived(
            version=row.version,
            cycle=row.cycle,
            supplier=row.supplier,
            number=row.number,
            due_on=row.due_on,
            total=row.total_cents,
            withdrawn=row.withdrawn_because is not None,
        )
        for row in await connection.execute(found)
    ]
