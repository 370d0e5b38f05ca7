"""A running process: its roles in one task group, started together, stopped in order."""

import asyncio
from collections.abc import Collection

import structlog
from fastapi import FastAPI

from shared.database import is_transient
from shared.messaging.waiting import wait_at_most
from shared.observability.health import Health
from shared.observability.metrics import CHORE_DONE
from shared.observability.probes import probes
from shared.process.server import HttpServer
from shared.process.service import Chore, ProcessRole, Service, Worker

STOP_WITHIN_SECONDS = 15
LOOK_AGAIN_SECONDS = 0.2

log = structlog.get_logger(__name__)


class Process:
    """Runs the roles of one service until it is stopped or one of them fails.

    Stopping goes http, consumer, relay, then what they share: no request and no batch in hand is
    lost, and what they appended is still published. A role that fails stops the others the same
    way, and the process has failed. Until the service's own checks are fine, its database being
    there and migrated, only HTTP works: it says that it is not ready.
    """

    def __init__(self, service: Service, roles: Collection[ProcessRole]) -> None:
        self._service = service
        self._ground = Health(service.checks)
        self._named = frozenset(roles)
        of_roles = (check for role in roles for check in service.role_checks.get(role, ()))
        self.health = Health(list(dict.fromkeys((*service.checks, *of_roles))))  # roles share some
        app = service.http() if ProcessRole.HTTP in roles else FastAPI(openapi_url=None)
        app.include_router(probes(self.health))
        self.stopping = asyncio.Event()
        app.state.stopping = self.stopping
        self._server = HttpServer(app, service.host, service.port)
        self._roles: dict[ProcessRole, Worker] = {ProcessRole.HTTP: self._server}
        if ProcessRole.CONSUMER in roles:
            self._roles[ProcessRole.CONSUMER] = service.consumer
        if ProcessRole.RELAY in roles:
            self._roles[ProcessRole.RELAY] = service.relay
        self._tasks: list[asyncio.Task[None]] = []
        self.failed = False

    @property
    def port(self) -> int:
        """Where it listens, once it does."""
        return self._server.bound_port

    async def run(self) -> None:
        """Run until stopped; afterwards ``failed`` says whether a role failed."""
        log.info("process starting", service=self._service.name, roles=sorted(self._named))
        try:
            async with asyncio.TaskGroup() as group:
                working = {role: group.create_task(self._work(role, worker)) for role, worker in self._roles.items()}
                chores = [group.create_task(self._repeat(chore)) for chore in self._service.chores]
                self._tasks = [*working.values(), *chores]
                await self.stopping.wait()
                self.health.stop()
                for role, task in working.items():
                    await self._stop(role, task)
                for chore in chores:
                    chore.cancel()
        finally:
            await self._service.close()
            log.info("process stopped", service=self._service.name, failed=self.failed)

    async def wait_until_listening(self) -> None:
        """Return once it accepts connections, or is stopping because it could not."""
        waiting = [asyncio.ensure_future(event.wait()) for event in (self._server.listening, self.stopping)]
        _, unneeded = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in unneeded:
            task.cancel()

    def stop(self) -> None:
        """Ask it to stop in order; returns at once."""
        self.stopping.set()

    def interrupt(self) -> None:
        """What a signal does: stop in order; at a second one, stop at once."""
        if self.stopping.is_set():
            self.failed = True
            log.warning("process stopped at once")
            for task in self._tasks:
                task.cancel()
        self.stop()

    async def _work(self, role: ProcessRole, worker: Worker) -> None:
        try:
            if role is not ProcessRole.HTTP:
                await self._until_grounded()
            if not self.stopping.is_set():
                await worker.run()
            if not self.stopping.is_set():
                self.failed = True
                log.error("role ended without being asked to: the process stops", role=role)
        except Exception:
            self.failed = True
            log.exception("role failed: the process stops", role=role)
        finally:
            self.stopping.set()

    async def _until_grounded(self) -> None:
        """Return once what every role stands on is fine, or the process is stopping."""
        waiting = False
        while not self.stopping.is_set() and (faults := await self._ground.faults()):
            if not waiting:
                log.warning("process waits for what it stands on", faults=faults)
                waiting = True
            await wait_at_most(self.stopping, LOOK_AGAIN_SECONDS)

    async def _stop(self, role: ProcessRole, task: asyncio.Task[None]) -> None:
        self._roles[role].stop()
        _, unfinished = await asyncio.wait([task], timeout=STOP_WITHIN_SECONDS)
        if unfinished:
            self.failed = True
            log.error("role did not stop in time: cancelled", role=role, seconds=STOP_WITHIN_SECONDS)
            task.cancel()
            await asyncio.wait([task], timeout=1)

    async def _repeat(self, chore: Chore) -> None:
        done = CHORE_DONE.labels(self._service.name, chore.name)
        done.set_to_current_time()
        await self._until_grounded()
        while not self.stopping.is_set():
            try:
                await chore.work()
                done.set_to_current_time()
            except Exception as error:
                if not is_transient(error):
                    self.failed = True
                    log.exception("chore failed: the process stops", chore=chore.name)
                    self.stopping.set()
                    return
                log.warning("chore failed: tried again", chore=chore.name, error=type(error).__name__)
            await asyncio.sleep(chore.every_seconds)
