"""Which database errors pass by themselves, and trying again when they do."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import asyncpg
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database.engine import transaction

T = TypeVar("T")

_TRANSIENT_STATES = frozenset({"40001", "40P01", "55P03", "53300", "57P01", "57P02", "57P03"})
_TRANSIENT_KINDS = (
    PoolTimeoutError,
    TimeoutError,
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InvalidCachedStatementError,
)
_CONNECTION_CLASS = "08"
_FIRST_PAUSE_SECONDS = 0.02


def is_transient(error: BaseException) -> bool:
    """Whether the same work may succeed if tried again as it is.

    Serialization failures, deadlocks, lost or refused connections, a full pool, a server that is
    starting or stopping, and a statement planned before the tables changed.
    """
    return any(_passes_by_itself(cause) for cause in _causes(error))


async def retry(engine: AsyncEngine, work: Callable[[AsyncConnection], Awaitable[T]], *, attempts: int = 5) -> T:
    """Run ``work`` in a transaction of its own, again after a transient error, with growing pauses.

    Raises:
        Exception: what ``work`` raised, when it is not transient or at the last attempt.
    """
    for attempt in range(attempts):
        try:
            async with transaction(engine) as connection:
                return await work(connection)
        except Exception as error:
            if attempt == attempts - 1 or not is_transient(error):
                raise
        await asyncio.sleep(_FIRST_PAUSE_SECONDS * 2**attempt)
    raise ValueError(f"attempts must be at least 1, not {attempts}")


async def retry_if_taken(engine: AsyncEngine, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    """As ``retry``; once more if a key was taken while ``work`` ran: another request came at once, or the same one.

    It then finds what came first, and answers as that was answered or refuses it.

    Raises:
        IntegrityError: a key is taken all the same.
        Exception: as ``retry``.
    """
    try:
        return await retry(engine, work)
    except IntegrityError:
        return await retry(engine, work)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what it wraps and what caused it, outermost first."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        cause = waiting.pop()
        if cause is None or id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting.append(cause.__cause__)
        if isinstance(cause, DBAPIError):
            waiting.append(cause.orig)


def _passes_by_itself(error: BaseException) -> bool:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    if isinstance(error, _TRANSIENT_KINDS):
        return True
    state = getattr(error, "sqlstate", None)
    return isinstance(state, str) and (state in _TRANSIENT_STATES or state.startswith(_CONNECTION_CLASS))
