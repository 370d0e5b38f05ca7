"""Engines and transactions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

_CONNECT_SECONDS = 5
_POOL_WAIT_SECONDS = 10
_STATEMENT_SECONDS = 30.0
"""The slowest statement of a cycle of 300,000 orders takes a sixth of it: what takes longer hangs."""
_SESSION = {"tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}
"""A client that lost its power holds no lock for longer than a minute; Linux alone would say two hours."""


def create_engine(
    url: str, *, pool_size: int = 10, application_name: str, statement_seconds: float | None = _STATEMENT_SECONDS
) -> AsyncEngine:
    """An engine on one service's database.

    Args:
        url: ``postgresql://user:password@host:port/database``; the driver is always asyncpg.
        pool_size: Connections kept and never exceeded; a command that finds none waits 10 s.
        application_name: What ``pg_stat_activity`` shows.
        statement_seconds: How long one statement may go unanswered before ``TimeoutError``, whether it
            runs, waits for a lock, or its server or the way to it is gone (undoing it may take as long
            again); ``None``: for ever.
    """
    return create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=_POOL_WAIT_SECONDS,
        connect_args={
            "timeout": _CONNECT_SECONDS,
            "command_timeout": statement_seconds,
            "server_settings": {"application_name": application_name, **_SESSION},
        },
    )


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One transaction: committed when the block ends, rolled back when it raises.

    This is the only place that commits; command edges and the guard open it.
    """
    async with engine.begin() as connection:
        yield connection
