"""Health that means it: alive is answering at all; ready is every part reachable and not stopping."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

CHECK_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Check:
    """One part a process needs.

    Attributes:
        name: What answers and logs call it, such as ``database``.
        probe: Returns ``None`` when it is fine, else a sentence saying what is not; may also raise.
    """

    name: str
    probe: Callable[[], Awaitable[str | None]]


class Health:
    """The health of one process."""

    def __init__(self, checks: Sequence[Check]) -> None:
        self._checks = tuple(checks)
        self._stopping = False

    def stop(self) -> None:
        """From now on the process is not ready: no new work should be sent to it."""
        self._stopping = True

    async def faults(self) -> dict[str, str]:
        """What is not fine, by part; empty when ready."""
        if self._stopping:
            return {"process": "stopping"}
        answers = await asyncio.gather(*(_ask(check) for check in self._checks))
        return {check.name: answer for check, answer in zip(self._checks, answers, strict=True) if answer}


async def _ask(check: Check) -> str | None:
    """A part that raises or is silent is not fine; its error's text may hold an address, so only its kind is said."""
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return await check.probe()
    except TimeoutError:
        return f"no answer within {CHECK_SECONDS} s"
    except Exception as error:  # noqa: BLE001 - whatever a probe raises means that its part is not fine
        return f"not reachable ({type(error).__name__})"
