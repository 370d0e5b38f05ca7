"""Advisory locks: one active holder of a name per database, held for as long as its connection lives."""

from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection


def lock_key(name: str) -> int:
    """The signed 64-bit key under which PostgreSQL knows ``name``."""
    return int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)


async def try_session_lock(connection: AsyncConnection, name: str) -> bool:
    """Take the lock until the connection closes; ``False`` at once when another session holds it."""
    return bool(await connection.scalar(select(func.pg_try_advisory_lock(lock_key(name)))))


async def transaction_lock(connection: AsyncConnection, name: str) -> None:
    """Wait for the lock and hold it until this transaction ends."""
    await connection.execute(select(func.pg_advisory_xact_lock(lock_key(name))))
