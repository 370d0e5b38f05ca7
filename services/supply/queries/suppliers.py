"""The suppliers as the coordinator entered them."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.commands.keep_supplier import Supplier
from services.supply.domain.supplier_vat import DeliveryVat
from services.supply.storage.catalogue_tables import suppliers


async def suppliers_after(engine: AsyncEngine, after: str | None, limit: int) -> list[Supplier]:
    """At most ``limit`` suppliers whose codes come after ``after``, by code."""
    query = select(suppliers).where(suppliers.c.supplier > (after or "")).order_by(suppliers.c.supplier).limit(limit)
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).mappings()
        return [Supplier(**{**row, "delivery_vat": DeliveryVat(row["delivery_vat"])}) for row in rows]
