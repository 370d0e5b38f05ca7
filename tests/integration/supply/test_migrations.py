"""The migrations make exactly the tables that the code declares."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage import MIGRATIONS
from services.supply.storage.tables import metadata
from shared.database import migrate
from shared.database.initial_migration import write
from tests.fixtures.migrating import take_back


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


async def test_migrations_make_the_declared_tables(supply_engine: AsyncEngine) -> None:
    async with supply_engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_migrations_are_taken_back_and_made_again(supply_engine: AsyncEngine, supply_database: str) -> None:
    await take_back(supply_database, MIGRATIONS, "0001")
    await migrate(supply_database, MIGRATIONS)
    async with supply_engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


def test_a_first_migration_that_others_build_on_is_not_generated_again() -> None:
    with pytest.raises(SystemExit, match="followed by another"):
        write("services.supply")
