"""Alembic with one connection of our own: the same migrations from the command, the tests and the demo."""

from collections.abc import Mapping
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData

from shared.database.engine import create_engine, transaction
from shared.database.locks import transaction_lock


async def migrate(
    url: str, script_location: Path, revision: str = "head", environment: Mapping[str, str] | None = None
) -> None:
    """Bring the database at ``url`` to ``revision``; two at a time wait for each other.

    Args:
        url: ``postgresql://…`` of one service's database.
        script_location: The service's ``storage/migrations`` folder.
        revision: An Alembic revision.
        environment: Where a migration finds what variables said that are settings no more; ``None``: nothing.

    Raises:
        SettingsError: such a variable can't be read.
    """
    engine = create_engine(url, pool_size=1, application_name="vrac-migrate", statement_seconds=None)
    try:
        async with transaction(engine) as connection:
            await transaction_lock(connection, "migrations")
            await connection.run_sync(_upgrade, script_location, revision, environment or {})
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, script_location: Path, revision: str, environment: Mapping[str, str]) -> None:
    config = Config()
    config.set_main_option("script_location", str(script_location).replace("%", "%%"))
    config.attributes |= {"connection": connection, "environment": environment}
    command.upgrade(config, revision)


def run_migrations(metadata: MetaData) -> None:
    """All that a service's ``migrations/env.py`` does: run in the connection that ``migrate`` opened."""
    context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
    context.run_migrations()
