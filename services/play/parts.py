"""What both services stand on: PostgreSQL and a Kafka-protocol broker, started here or given by settings."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.local.postgres import PostgresServer
from services.local.process import ServerError
from services.local.tansu import TansuBroker
from services.local.workspace import Workspace
from services.play.databases import DatabaseUrls, databases_beside
from services.play.interruption import uninterrupted
from shared.kernel.ids import uuid7

ORDERS_URL, SUPPLY_URL = "VRAC_ORDERS_DATABASE_URL", "VRAC_SUPPLY_DATABASE_URL"
BOOTSTRAP, NETWORK = "VRAC_KAFKA_BOOTSTRAP", "VRAC_NETWORK"
SESSION_TIMEOUT = "VRAC_KAFKA_SESSION_TIMEOUT_MS"


@dataclass(frozen=True, slots=True)
class Parts:
    """Running parts: a folder for working and logs, and the settings that lead to the rest."""

    folder: Path
    settings: Mapping[str, str]


@contextmanager
def running_parts() -> Iterator[Parts]:
    """Fresh databases and a fresh network, stopped and gone at the end.

    ``VRAC_ORDERS_DATABASE_URL`` with ``VRAC_SUPPLY_DATABASE_URL``, and ``VRAC_KAFKA_BOOTSTRAP``,
    name servers to use instead of starting our own: fresh databases are made on those, and a
    network that nobody else has keeps its topics apart.

    Raises:
        ServerError: a part didn't start, or a given one cannot be used.
    """
    network = f"play-{uuid7().hex[-12:]}"
    stack = ExitStack()
    try:
        with uninterrupted():  # between being made and being held it would be nobody's to remove
            workspace = stack.enter_context(Workspace())
        urls = stack.enter_context(_databases(workspace.path, network))
        broker = stack.enter_context(_broker(workspace.path))
        databases = {ORDERS_URL: urls.orders, SUPPLY_URL: urls.supply}
        yield Parts(workspace.path, {NETWORK: network, **databases, **broker})
    finally:
        with uninterrupted():
            stack.close()


@contextmanager
def _databases(folder: Path, network: str) -> Iterator[DatabaseUrls]:
    given = _given_databases()
    if given is not None:
        with databases_beside(given, network.replace("-", "_")) as fresh:
            yield fresh
        return
    with PostgresServer(folder, durable=False) as server:
        server.sql("CREATE DATABASE orders")
        server.sql("CREATE DATABASE supply")
        yield DatabaseUrls(server.url("orders"), server.url("supply"))


def _given_databases() -> DatabaseUrls | None:
    given = {name: os.environ.get(name) for name in (ORDERS_URL, SUPPLY_URL)}
    match [name for name, url in given.items() if not url]:
        case []:
            return DatabaseUrls(str(given[ORDERS_URL]), str(given[SUPPLY_URL]))
        case [missing]:
            (there,) = given.keys() - {missing}
            raise ServerError(f"{there} is set and {missing} is not: set both, or neither.")
        case _:
            return None


@contextmanager
def _broker(folder: Path) -> Iterator[Mapping[str, str]]:
    bootstrap = os.environ.get(BOOTSTRAP)
    if bootstrap:
        yield {BOOTSTRAP: bootstrap}
        return
    with TansuBroker(folder) as broker:
        yield {BOOTSTRAP: broker.bootstrap, SESSION_TIMEOUT: str(broker.session_timeout_seconds * 1000)}
