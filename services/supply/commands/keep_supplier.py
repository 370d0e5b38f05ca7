"""The coordinator enters or corrects a supplier."""

from dataclasses import asdict, dataclass, fields
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.domain.audit import Audited, AuditKind
from services.supply.domain.supplier_vat import DeliveryVat
from services.supply.storage.audit_rows import lock_catalogue, note
from services.supply.storage.catalogue_tables import suppliers
from services.supply.storage.upsert import put
from shared.database import transaction
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier and its terms; amounts in cents excluding VAT, ``free_delivery_from_cents`` None: never free.

    One that is not liable for VAT invoices none, on goods or delivery.
    """

    supplier: str
    name: str
    email: str
    minimum_cents: int
    delivery_fee_cents: int
    free_delivery_from_cents: int | None
    lead_days: int
    vat_liable: bool = True
    delivery_vat: DeliveryVat = DeliveryVat.OWN_RATE


async def keep_supplier(
    engine: AsyncEngine, supplier: Supplier, by: UUID | None = None, *, only_new: bool = False
) -> bool:
    """Store a supplier, and who did; whether it is new.

    Raises:
        Refused: ``code_taken`` if there is one and it was to be ``only_new``.
    """
    async with transaction(engine) as connection:
        await lock_catalogue(connection)
        stored = select(suppliers).where(suppliers.c.supplier == supplier.supplier)
        before = (await connection.execute(stored)).one_or_none()
        if only_new and before is not None:
            raise Refused("code_taken", taken=supplier.supplier)
        state = None if before is None else {one.name: getattr(before, one.name) for one in fields(Supplier)}
        await note(connection, Audited(AuditKind.SUPPLIER_KEPT, supplier.supplier, by, state, asdict(supplier)))
        return await put(connection, suppliers, asdict(supplier))
