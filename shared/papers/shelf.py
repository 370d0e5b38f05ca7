"""Papers that are being made or were made lately, by what they say (docs/adr/0030).

Whoever asks for the same gets the same bytes, made once; whoever leaves while it is made finds it when they come
back. It is memory of this process: what is not there is made again, and is the same.
"""

import asyncio
from collections.abc import Awaitable, Callable

MOST_BYTES = 32 * 1024 * 1024
KEPT_SECONDS = 15 * 60
"""Long enough to come back from the printer, short enough that no name stays."""


class Shelf:
    """Papers of one event loop.

    Args:
        most_bytes: What is kept in all; the oldest goes first.
        kept_seconds: For how long a paper is kept.
    """

    def __init__(self, *, most_bytes: int = MOST_BYTES, kept_seconds: float = KEPT_SECONDS) -> None:
        self._most_bytes = most_bytes
        self._kept_seconds = kept_seconds
        self._making: dict[bytes, asyncio.Task[bytes]] = {}
        self._kept: dict[bytes, bytes] = {}

    async def fetch(self, said: bytes, make: Callable[[], Awaitable[bytes]]) -> bytes:
        """The paper that says this; made when it is neither here nor being made. It is made to its end in any case."""
        if said in self._kept:
            return self._kept[said]
        if said not in self._making:
            self._making[said] = asyncio.create_task(self._made(said, make))
        return await asyncio.shield(self._making[said])

    async def _made(self, said: bytes, make: Callable[[], Awaitable[bytes]]) -> bytes:
        try:
            paper = await make()
        finally:
            del self._making[said]
        self._keep(said, paper)
        return paper

    def _keep(self, said: bytes, paper: bytes) -> None:
        self._kept[said] = paper
        while sum(map(len, self._kept.values())) > self._most_bytes:
            del self._kept[next(iter(self._kept))]
        asyncio.get_running_loop().call_later(self._kept_seconds, self._kept.pop, said, None)
