"""The suppliers whose VAT is not the ordinary one."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.supplier_vat import ORDINARY_VAT, DeliveryVat, SupplierVat
from services.supply.storage.catalogue_tables import suppliers


async def supplier_vats(connection: AsyncConnection) -> dict[str, SupplierVat]:
    """By supplier, the VAT of those that invoice it otherwise than usual."""
    columns = suppliers.c
    rows = await connection.execute(select(columns.supplier, columns.vat_liable, columns.delivery_vat))
    found = {row.supplier: SupplierVat(row.vat_liable, DeliveryVat(row.delivery_vat)) for row in rows}
    return {supplier: vat for supplier, vat in sorted(found.items()) if vat != ORDINARY_VAT}
