"""The centres as orders announced them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage.demand_tables import centres


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre of the network."""

    centre: str
    name: str
    active: bool
    place: str


async def centres_after(engine: AsyncEngine, after: str | None = None, limit: int | None = None) -> list[Centre]:
    """At most ``limit`` centres whose codes come after ``after``, by code."""
    columns = select(centres.c.centre, centres.c.name, centres.c.active, centres.c.place)
    query = columns.where(centres.c.centre > (after or "")).order_by(centres.c.centre).limit(limit)
    async with engine.connect() as connection:
        return [Centre(**row) for row in (await connection.execute(query)).mappings()]
