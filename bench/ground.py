"""What every bench stands on: PostgreSQL, the broker, fresh databases, services as processes of their own."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import asyncpg
import httpx

from services.local.ports import LOOPBACK, free_port
from services.local.postgres import PostgresServer
from services.local.process import Program, ServerProcess
from services.local.tansu import TansuBroker
from services.local.workspace import Workspace
from services.orders.storage import MIGRATIONS as ORDERS_MIGRATIONS
from services.supply.storage import MIGRATIONS as SUPPLY_MIGRATIONS
from shared.database import migrate
from shared.kernel.ids import uuid7
from shared.messaging.settings import MessagingSettings
from shared.web.tokens import SessionSigner, new_private_key

_MIGRATIONS = {"orders": ORDERS_MIGRATIONS, "supply": SUPPLY_MIGRATIONS}
_READY_WITHIN_SECONDS = 60.0
_LOOK_EVERY_SECONDS = 0.1


class Ground:
    """One run's servers. PostgreSQL is durable: every commit waits for the disk, as in production.

    Args:
        workspace: The run's folder.
        quick: Rounds short enough to try the bench itself.
    """

    def __init__(self, workspace: Workspace, *, quick: bool) -> None:
        self.folder = workspace.path
        self.quick = quick
        self.postgres = PostgresServer(workspace.path)
        self.broker = TansuBroker(workspace.path)
        self.network = f"bench-{uuid7().hex[-12:]}"
        self._private_key = new_private_key()
        self.signer = SessionSigner(self._private_key, self.network)
        self._templates: set[str] = set()
        self._databases = 0

    def size(self, full: int) -> int:
        """How many of something a round takes."""
        return max(1, full // 20) if self.quick else full

    @property
    def rounds(self) -> int:
        """How often ours and the baseline take turns."""
        return 1 if self.quick else 3

    async def database(self, service: str, like: str | None = None) -> str:
        """A fresh database of a service, or a copy of the one at ``like``; its URL."""
        template = like.rsplit("/", 1)[1] if like else await self._template(service)
        self._databases += 1
        name = f"bench_{service}_{self._databases}"
        self.postgres.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.postgres.url(name)

    async def settle(self, url: str) -> None:
        """What autovacuum does within a minute of a network's first orders: until then plans rest on empty tables."""
        connection = await asyncpg.connect(url)
        try:
            await connection.execute("VACUUM ANALYZE")
        finally:
            await connection.close()

    async def _template(self, service: str) -> str:
        name = f"template_{service}"
        if name not in self._templates:
            self.postgres.sql(f"CREATE DATABASE {name}")
            await migrate(self.postgres.url(name), _MIGRATIONS[service])
            self._templates.add(name)
        return name

    def messaging(self, network: str | None = None) -> MessagingSettings:
        """The way to the broker, in this run's network or another."""
        return MessagingSettings(
            bootstrap=self.broker.bootstrap,
            network=network or self.network,
            idempotent=self.broker.idempotent,
            session_timeout_ms=self.broker.session_timeout_seconds * 1000,
        )

    @contextmanager
    def serving(self, service: str, database: str, roles: str = "http") -> Iterator[int]:
        """A service as a process of its own, ready; its port."""
        port = free_port()
        command = [str(Path(sys.executable).with_name("vrac")), service, "--roles", roles]
        settings = self._settings() | {
            f"VRAC_{service.upper()}_DATABASE_URL": database,
            f"VRAC_{service.upper()}_PORT": str(port),
        }
        log = self.folder / f"{service}-{port}.log"
        process = ServerProcess(Program(f"vrac {service}", command, self.folder, log, environment=settings))
        try:
            with httpx.Client(timeout=5) as client:
                process.wait_until(partial(_ready, client, port), _READY_WITHIN_SECONDS)
            yield port
        finally:
            process.stop(signal.SIGTERM)

    def _settings(self) -> dict[str, str]:
        return {
            "VRAC_NETWORK": self.network,
            "VRAC_KAFKA_BOOTSTRAP": self.broker.bootstrap,
            "VRAC_KAFKA_SESSION_TIMEOUT_MS": str(self.broker.session_timeout_seconds * 1000),
            "VRAC_SESSION_PRIVATE_KEY": self._private_key,
            "VRAC_SESSION_PUBLIC_KEYS": self.signer.public_key,
            "VRAC_COOKIE_SECURE": "false",
            "VRAC_LOG_LEVEL": "warning",
        }


@contextmanager
def ground(*, quick: bool) -> Iterator[Ground]:
    """Servers of this run, gone at its end."""
    with ExitStack() as stack:
        found = Ground(stack.enter_context(Workspace()), quick=quick)
        stack.enter_context(found.postgres)
        stack.enter_context(found.broker)
        yield found


def _ready(client: httpx.Client, port: int) -> bool:
    try:
        ready = client.get(f"http://{LOOPBACK}:{port}/health/ready").is_success
    except httpx.TransportError:
        ready = False
    if not ready:
        time.sleep(_LOOK_EVERY_SECONDS)  # looking is work for whoever is still starting
    return ready
