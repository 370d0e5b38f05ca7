"""Alembic migrations of orders' database."""
