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


async def centres_heard(engine: AsyncEngine) -> list[Centre]:
    """Every centre, by code."""
    query = select(centres.c.centre, centres.c.name, centres.c.active, centres.c.place).order_by(centres.c.centre)
    async with engine.connect() as connection:
        return [Centre(**row) for row in (await connection.execute(query)).mappings()]
