"""The migrations make exactly the tables that the code declares."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage import MIGRATIONS
from services.supply.storage.tables import metadata
from shared.database.initial_migration import render

AGAIN = "tables changed: run python -m shared.database.initial_migration services.supply"


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


async def test_migrations_make_the_declared_tables(supply_engine: AsyncEngine) -> None:
    async with supply_engine.connect() as connection:
        assert await connection.run_sync(_differences) == [], AGAIN


def test_the_first_migration_is_the_generated_one() -> None:
    """Until the first release there is one migration, made from the tables: nobody edits it by hand."""
    written = (MIGRATIONS / "versions" / "0001_initial.py").read_text(encoding="utf-8")
    assert written == render("services.supply", metadata), AGAIN
