"""Many requests, a few at a time: as many volunteers as a network has at its tables."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from services.play.reporting import Reporter

AT_ONCE = 8

Item = TypeVar("Item")


async def for_each(items: Iterable[Item], work: Callable[[Item], Awaitable[None]], reporter: Reporter) -> None:
    """Do ``work`` for every item, eight at a time; the first failure ends all."""
    waiting = iter(list(items))

    async def worker() -> None:
        for item in waiting:
            await work(item)
            reporter.advance()

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(worker())
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
