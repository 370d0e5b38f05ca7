"""What every test may use: servers started once a run, a fresh database and topic prefix for each test."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog
from hypothesis import settings
from jinja2 import Environment
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database import create_engine
from shared.kernel.ids import uuid7
from shared.web import pages
from tests.fixtures.compiled_once import TemplatesCompiledOnce, compiled_once
from tests.fixtures.every_way import EveryWay
from tests.fixtures.servers import Servers, started_servers

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

# The same examples every time: what is found at random is found at night, not in somebody else's change.
# However busy the machine is: no example has a deadline.
settings.register_profile("every time", derandomize=True, deadline=None)
settings.load_profile("every time")

_OPEN = pytest.StashKey[ExitStack]()
_SERVERS = pytest.StashKey[Servers]()


def pytest_configure(config: pytest.Config) -> None:
    # A traceback with all variables drawn, as structlog has it unless told otherwise, takes seconds.
    plainly = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plainly])
    vars(pages)["Environment"] = partial(Environment, bytecode_cache=TemplatesCompiledOnce())
    config.stash[_OPEN] = ExitStack()


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[_OPEN].close()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: "WorkerController") -> None:
    """With several workers, the controller starts the servers and tells each worker where they are."""
    node.workerinput["addresses"] = _servers(node.config).addresses


def _servers(config: pytest.Config) -> Servers:
    """The run's servers: started by the first that asks in the main process, only seen by a worker."""
    if _SERVERS not in config.stash:
        addresses = getattr(config, "workerinput", {}).get("addresses")
        if addresses is None:
            config.stash[_SERVERS] = config.stash[_OPEN].enter_context(started_servers())
        else:
            folder, postgres_port, kafka_port = addresses
            config.stash[_SERVERS] = Servers(Path(folder), postgres_port, kafka_port)
    return config.stash[_SERVERS]


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Servers:
    """PostgreSQL and the broker of this run."""
    return _servers(request.config)


@pytest.fixture(scope="session")
def kafka_bootstrap(servers: Servers) -> str:
    """The broker's address."""
    return servers.broker.bootstrap


@pytest.fixture(scope="session")
def session_timeout_ms(servers: Servers) -> int:
    """The shortest consumer session that the broker under test takes."""
    return servers.broker.session_timeout_seconds * 1000


@pytest.fixture
def network() -> str:
    """A topic prefix, and a name for databases and groups, that no other test has."""
    return f"t{uuid7().hex}"


@pytest.fixture(scope="session")
def orders_template(servers: Servers) -> str:
    """The orders database to copy: all tables, no rows."""
    return servers.template("orders")


@pytest.fixture(scope="session")
def supply_template(servers: Servers) -> str:
    """The supply database to copy: all tables, no rows."""
    return servers.template("supply")


@pytest.fixture
def orders_database(servers: Servers, network: str, orders_template: str) -> Iterator[str]:
    """The URL of a fresh orders database."""
    with servers.database(f"{network}_orders", orders_template) as url:
        yield url


@pytest.fixture
def supply_database(servers: Servers, network: str, supply_template: str) -> Iterator[str]:
    """The URL of a fresh supply database."""
    with servers.database(f"{network}_supply", supply_template) as url:
        yield url


@pytest.fixture
async def orders_engine(orders_database: str) -> AsyncIterator[AsyncEngine]:
    """An engine on a fresh orders database."""
    engine = compiled_once(create_engine(orders_database, application_name="tests"))
    yield engine
    await engine.dispose()


@pytest.fixture
async def supply_engine(supply_database: str) -> AsyncIterator[AsyncEngine]:
    """An engine on a fresh supply database."""
    engine = compiled_once(create_engine(supply_database, application_name="tests"))
    yield engine
    await engine.dispose()


@pytest.fixture
def orders_every_way(servers: Servers, orders_template: str) -> EveryWay:
    """Applies events to the orders service in every way a broker may deliver them."""
    return _every_way(servers, "orders", orders_template)


@pytest.fixture
def supply_every_way(servers: Servers, supply_template: str) -> EveryWay:
    """Applies events to the supply service in every way a broker may deliver them."""
    return _every_way(servers, "supply", supply_template)


def _every_way(servers: Servers, service: str, template: str) -> EveryWay:
    @asynccontextmanager
    async def fresh_engine() -> AsyncIterator[AsyncEngine]:
        with servers.database(f"t{uuid7().hex}", template) as url:
            engine = compiled_once(create_engine(url, pool_size=2, application_name="tests"))
            try:
                yield engine
            finally:
                await engine.dispose()

    return EveryWay(fresh_engine, service)
