"""Which products of ours a supplier's Data Food Consortium catalogue is about, as the coordinator said."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage.catalogue_tables import suppliers
from services.supply.storage.price_list_tables import dfc_references
from shared.kernel.refusal import Refused


async def references_of(engine: AsyncEngine, supplier: str) -> dict[str, str]:
    """Our product code by the id that the catalogue has; none while nobody said any.

    Raises:
        Refused: ``supplier_unknown``.
    """
    known = select(suppliers.c.supplier).where(suppliers.c.supplier == supplier)
    query = select(dfc_references).where(dfc_references.c.supplier == supplier).order_by(dfc_references.c.dfc_id)
    async with engine.connect() as connection:
        if await connection.scalar(known) is None:
            raise Refused("supplier_unknown", supplier=supplier)
        return {row.dfc_id: row.product for row in await connection.execute(query)}
