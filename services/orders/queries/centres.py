"""The centres of the network."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.register_centre import Centre
from services.orders.storage.centre_tables import centres


async def list_centres(engine: AsyncEngine, after: str = "", limit: int | None = None) -> list[Centre]:
    """The centres after a code, by code, at most ``limit``."""
    table = centres.c
    found = select(table.code, table.name, table.place, table.active).order_by(table.code)
    found = found.where(table.code > after).limit(limit)
    async with engine.connect() as connection:
        return [Centre(row.code, row.name, row.place, active=row.active) for row in await connection.execute(found)]


async def names_of_centres(engine: AsyncEngine) -> dict[str, str]:
    """Each centre's name by its code; a network has some tens."""
    return {centre.code: centre.name for centre in await list_centres(engine)}


async def find_centre(engine: AsyncEngine, code: str) -> Centre | None:
    """The centre of this code."""
    table = centres.c
    found = select(table.code, table.name, table.place, table.active).where(table.code == code)
    async with engine.connect() as connection:
        row = (await connection.execute(found)).one_or_none()
    return None if row is None else Centre(row.code, row.name, row.place, active=row.active)
