"""The coordinator enters or corrects a supplier."""

from dataclasses import asdict, dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.domain.supplier_vat import DeliveryVat
from services.supply.storage.catalogue_tables import suppliers
from services.supply.storage.upsert import put
from shared.database import transaction


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


async def keep_supplier(engine: AsyncEngine, supplier: Supplier) -> bool:
    """Store a supplier; whether it is new."""
    async with transaction(engine) as connection:
        return await put(connection, suppliers, asdict(supplier))
