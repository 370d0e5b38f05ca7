"""Two fresh databases: on a server of our own, or beside the ones that the settings name."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from services.local.process import ServerError


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """Where the two services keep what they own."""

    orders: str
    supply: str


@contextmanager
def databases_beside(given: DatabaseUrls, name: str) -> Iterator[DatabaseUrls]:
    """Fresh databases on the servers of the given ones, dropped at the end; the given ones are not touched.

    Raises:
        ServerError: a given database cannot be used.
    """
    with _database(given.orders, f"{name}_orders") as orders, _database(given.supply, f"{name}_supply") as supply:
        yield DatabaseUrls(orders, supply)


@contextmanager
def _database(given: str, name: str) -> Iterator[str]:
    _execute(given, f'CREATE DATABASE "{name}"')
    try:
        yield _renamed(given, name)
    finally:
        _execute(given, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


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

    try:
        asyncio.run(execute())
    except OSError as error:
        raise ServerError(f"The given PostgreSQL{_place(url)} could not be reached: check that it runs.") from error
    except (ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise ServerError(f"The given PostgreSQL{_place(url)} refused: {' '.join(str(error).split())}") from error


def _place(url: str) -> str:
    """Where a URL leads, without the password that it may hold."""
    host = urlsplit(url).netloc.rpartition("@")[2]
    return f" at {host}" if host else ""
