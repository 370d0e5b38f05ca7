"""Alembic's entry: runs in the connection that ``shared.database.migrate`` opened."""

from services.orders.storage.tables import metadata
from shared.database.migrations import run_migrations

run_migrations(metadata)
