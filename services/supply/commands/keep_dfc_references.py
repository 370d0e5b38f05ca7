"""The coordinator says which product of ours each product of a supplier's catalogue is."""

from collections.abc import Mapping

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage.catalogue_tables import products, suppliers
from services.supply.storage.price_list_tables import dfc_references
from shared.database import transaction
from shared.kernel.refusal import Refused


async def keep_dfc_references(engine: AsyncEngine, supplier: str, references: Mapping[str, str]) -> bool:
    """Store the products by their ids in the Data Food Consortium catalogue; whether none were stored before.

    They replace those stored before, whole.

    Raises:
        Refused: ``supplier_unknown`` or ``product_unknown``.
    """
    async with transaction(engine) as connection:
        locked = select(suppliers.c.supplier).where(suppliers.c.supplier == supplier).with_for_update()
        if await connection.scalar(locked) is None:
            raise Refused("supplier_unknown", supplier=supplier)
        meant = set(references.values())
        known = set(await connection.scalars(select(products.c.product).where(products.c.product.in_(meant))))
        for product in sorted(meant - known):
            raise Refused("product_unknown", product=product)
        before = await connection.execute(delete(dfc_references).where(dfc_references.c.supplier == supplier))
        rows = [{"supplier": supplier, "dfc_id": one, "product": product} for one, product in references.items()]
        if rows:
            await connection.execute(insert(dfc_references), rows)
        return before.rowcount == 0
