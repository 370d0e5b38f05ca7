"""Which languages the network offers its households, as it stands now: read where it counts, never remembered."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.domain.languages import HouseholdLanguage, offered
from services.orders.storage.language_tables import offered_languages as table

Languages = tuple[HouseholdLanguage, ...]


async def versioned_languages(connection: AsyncConnection) -> tuple[Languages, int]:
    """The languages, with the version that whoever changes them builds on."""
    row = (await connection.execute(select(table))).one()
    return offered([HouseholdLanguage(code) for code in row.languages]), row.version


async def offered_languages(engine: AsyncEngine) -> Languages:
    """The languages, the usual one first."""
    async with engine.connect() as connection:
        return (await versioned_languages(connection))[0]
