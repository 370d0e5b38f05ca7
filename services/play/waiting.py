"""Waiting for what travels through Kafka: asked again and again, within a bound."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from services.play.api import Json

PATIENCE_SECONDS = 120.0
_PAUSES = (0.02, 0.05, 0.1, 0.2)


class WaitedInVain(Exception):  # noqa: N818 - it says what happened
    """What was waited for didn't come in time."""


async def wait_for(what: str, look: Callable[[], Awaitable[Json]], within: float = PATIENCE_SECONDS) -> Json:
    """Ask ``look`` until it answers something that is not None or False.

    Raises:
        WaitedInVain: not within so many seconds; the sentence says what was waited for.
    """
    deadline = time.monotonic() + within
    turn = 0
    while not (found := await look()):
        if time.monotonic() > deadline:
            raise WaitedInVain(f"Waited {within:g} s in vain for {what}.")
        await asyncio.sleep(_PAUSES[min(turn, len(_PAUSES) - 1)])
        turn += 1
    return found
