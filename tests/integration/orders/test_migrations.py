"""The migrations make exactly the tables that the code declares."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.tables import metadata
from shared.database.initial_migration import write


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


async def test_migrations_make_the_declared_tables(orders_engine: AsyncEngine) -> None:
    async with orders_engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


def test_what_was_written_by_hand_is_not_generated_over() -> None:
    """The ledger's triggers stand in no table: a generated migration would lose them without a word."""
    with pytest.raises(SystemExit, match="written by hand"):
        write("services.orders")
