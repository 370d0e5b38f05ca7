"""Run a service as a process of its own, or inside a test."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

import uvloop

from shared.process.process import Process
from shared.process.service import ProcessRole, Service

ALL_ROLES = frozenset(ProcessRole)


def run(service: Service, roles: Collection[ProcessRole] = ALL_ROLES) -> int:
    """Run until SIGTERM or SIGINT; the exit code: 0, or 1 when a role failed."""
    gc.freeze()  # what was imported stays: looking through it again and again took a tenth of the time
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_until_signalled(service, roles))


async def _until_signalled(service: Service, roles: Collection[ProcessRole]) -> int:
    process = Process(service, roles)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, process.interrupt)
    await process.run()
    return 1 if process.failed else 0


@asynccontextmanager
async def running(service: Service, roles: Collection[ProcessRole] = ALL_ROLES) -> AsyncIterator[Process]:
    """The same process inside this event loop, for tests: listening when the block starts, stopped when it ends.

    Raises:
        RuntimeError: a role failed.
    """
    process = Process(service, roles)
    task = asyncio.create_task(process.run())
    try:
        await process.wait_until_listening()
        yield process
    finally:
        process.stop()
        await task
    if process.failed:
        raise RuntimeError(f"a role of {service.name} failed: its log says which")
