"""What a household itself pays of an order, before it is placed: told at the table, without its rate."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.tariffs import own_cents
from services.orders.storage.tariff_rows import read_tariff


async def due_of(engine: AsyncEngine, household_id: UUID, total_cents: int, day: date) -> int:
    """The household's part, in cents, of lines that come to this at the ceiling, if it orders on that day."""
    async with engine.connect() as connection:
        tariff = await read_tariff(connection, household_id, day)
    return total_cents if tariff is None else own_cents(total_cents, tariff.basis_points)
