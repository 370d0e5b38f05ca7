"""The coordinator notes what the shop nearby asks for a product, from a day on."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage.catalogue_tables import products
from services.supply.storage.reference_price_tables import reference_prices
from services.supply.storage.upsert import put
from shared.database import transaction
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class ReferencePrice:
    """A shop's price in cents per display unit, VAT included, in force from a day until the next one's."""

    product: str
    from_date: date
    price_cents: int
    source: str


async def keep_reference_price(engine: AsyncEngine, price: ReferencePrice, kept_by: UUID) -> bool:
    """Store a price, or correct the one of the same day; whether it is new. Those of other days stay.

    Raises:
        Refused: ``product_unknown``.
    """
    async with transaction(engine) as connection:
        if not await connection.scalar(select(products.c.product).where(products.c.product == price.product)):
            raise Refused("product_unknown", product=price.product)
        return await put(connection, reference_prices, {**asdict(price), "kept_by": kept_by, "kept_at": func.now()})
