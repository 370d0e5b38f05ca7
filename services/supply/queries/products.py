"""The products as the coordinator entered them."""

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.commands.keep_product import Product, ShortagePolicy
from services.supply.storage.catalogue_tables import products
from shared.kernel.quantity import Unit


async def products_after(engine: AsyncEngine, after: str | None, limit: int) -> list[Product]:
    """At most ``limit`` products whose codes come after ``after``, by code."""
    query = select(products).where(products.c.product > (after or "")).order_by(products.c.product).limit(limit)
    async with engine.connect() as connection:
        return [_product(row) for row in (await connection.execute(query)).mappings()]


def _product(row: RowMapping) -> Product:
    enums = {"unit": Unit(row["unit"]), "shortage_policy": ShortagePolicy(row["shortage_policy"])}
    return Product(**{**row, **enums})
