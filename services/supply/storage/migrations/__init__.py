"""Alembic migrations of supply's database."""
