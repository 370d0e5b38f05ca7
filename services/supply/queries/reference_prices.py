"""What the shops nearby asked for a product, day by day."""

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.commands.keep_reference_price import ReferencePrice
from services.supply.storage.catalogue_tables import products
from services.supply.storage.reference_price_tables import reference_prices
from shared.kernel.refusal import Refused


async def reference_prices_of(engine: AsyncEngine, product: str) -> list[ReferencePrice]:
    """Every price that was noted of a product, the latest first.

    Raises:
        Refused: ``product_unknown``.
    """
    price = reference_prices.c
    columns = [price[name] for name in ReferencePrice.__slots__]
    query = select(*columns).where(price.product == product).order_by(price.from_date.desc())
    async with engine.connect() as connection:
        if not await connection.scalar(select(exists().where(products.c.product == product))):
            raise Refused("product_unknown", product=product)
        return [ReferencePrice(**row) for row in (await connection.execute(query)).mappings()]


async def latest_reference_prices(engine: AsyncEngine) -> dict[str, int]:
    """Of each product the price that was noted for the latest day, in cents; of some none was."""
    price = reference_prices.c
    query = select(price.product, price.price_cents).ext(distinct_on(price.product))
    async with engine.connect() as connection:
        found = await connection.execute(query.order_by(price.product, price.from_date.desc()))
        return {row.product: row.price_cents for row in found}
