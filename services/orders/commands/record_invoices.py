"""Keep the invoices that supply received: by when each is to be paid."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.storage.arrays import as_arrays
from services.orders.storage.supplier_invoice_tables import supplier_invoices
from services.orders.storage.versions import newest, typed, upsert_newer
from shared.contracts.cycles import SupplierInvoiceReceived

_INVOICE = typed(supplier_invoices.c)
_UPSERT = upsert_newer(tuple(supplier_invoices.c), supplier_invoices.c.version)


async def record_invoices(connection: AsyncConnection, events: Sequence[SupplierInvoiceReceived]) -> None:
    """Apply ``SupplierInvoiceReceived``, also for a cycle not yet heard of here."""
    found = newest(events, lambda event: (event.cycle, event.supplier))
    rows = [(e.cycle, e.supplier, e.version, e.number, e.due_on, e.total, e.withdrawn) for e in found]
    await connection.execute(_UPSERT, as_arrays("new", _INVOICE, rows))
