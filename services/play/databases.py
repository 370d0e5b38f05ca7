"""Two fresh databases: on a server of our own, or beside the ones that the settings name."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import asyncpg


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """Where the two services keep what they own."""

    orders: str
    supply: str


@contextmanager
def databases_beside(given: DatabaseUrls, name: str) -> Iterator[DatabaseUrls]:
    """Fresh databases on the servers of the given ones, dropped at the end; the given ones are not touched."""
    fresh = DatabaseUrls(_renamed(given.orders, f"{name}_orders"), _renamed(given.supply, f"{name}_supply"))
    try:
        _execute(given.orders, f'CREATE DATABASE "{name}_orders"')
        _execute(given.supply, f'CREATE DATABASE "{name}_supply"')
        yield fresh
    finally:
        _execute(given.orders, f'DROP DATABASE IF EXISTS "{name}_orders" WITH (FORCE)')
        _execute(given.supply, f'DROP DATABASE IF EXISTS "{name}_supply" WITH (FORCE)')


def _renamed(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def _execute(url: str, statement: str) -> None:
    async def execute() -> None:
        scheme, rest = url.split("://", 1)
        connection = await asyncpg.connect(f"{scheme.split('+')[0]}://{rest}")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(execute())
