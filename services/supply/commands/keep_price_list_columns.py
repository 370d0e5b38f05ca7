"""The coordinator says how a supplier's price list is to be read."""

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.domain.price_list import PriceListColumns
from services.supply.storage.catalogue_tables import products, suppliers
from services.supply.storage.price_list_tables import price_list_columns
from services.supply.storage.upsert import put
from shared.database import transaction
from shared.kernel.refusal import Refused


async def keep_price_list_columns(engine: AsyncEngine, columns: PriceListColumns) -> bool:
    """Store the columns of a supplier's price list, whole; whether they are new.

    Raises:
        Refused: ``supplier_unknown``, or ``product_unknown`` for a reference to no product of ours.
    """
    async with transaction(engine) as connection:
        supplier = select(suppliers.c.supplier).where(suppliers.c.supplier == columns.supplier)
        if await connection.scalar(supplier) is None:
            raise Refused("supplier_unknown", supplier=columns.supplier)
        meant = set(columns.references.values())
        known = set(await connection.scalars(select(products.c.product).where(products.c.product.in_(meant))))
        for product in sorted(meant - known):
            raise Refused("product_unknown", product=product)
        return await put(connection, price_list_columns, asdict(columns))
