"""Tables, repositories and migrations."""

from pathlib import Path

MIGRATIONS = Path(__file__).parent / "migrations"
"""Alembic's script location."""
