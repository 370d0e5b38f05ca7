"""The checks every process makes of what it stands on: its database, its migrations, the broker."""

from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.observability.health import Check


def database_check(engine: AsyncEngine) -> Check:
    """Whether the database answers."""

    async def probe() -> None:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    return Check("database", probe)


def migrations_check(engine: AsyncEngine, script_location: Path) -> Check:
    """Whether the database has the tables that this version of the program expects."""
    config = Config()
    config.set_main_option("script_location", str(script_location).replace("%", "%%"))
    head = ScriptDirectory.from_config(config).get_current_head()

    async def probe() -> str | None:
        async with engine.connect() as connection:
            current = await connection.run_sync(_revision)
        return None if current == head else f"at {current or 'nothing'}, expected {head}: run vrac migrate"

    return Check("migrations", probe)


def broker_check(bootstrap: str) -> Check:
    """Whether the broker answers."""

    async def probe() -> None:
        client = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=2000)
        try:
            await client.start()
        finally:
            await client.close()

    return Check("broker", probe)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
