"""Servers of its own for each test: here they are stopped, stalled and killed."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.local.apache_kafka import ApacheKafka
from services.local.postgres import PostgresServer
from services.local.tansu import TansuBroker
from services.local.workspace import Workspace, in_memory
from shared.database import create_engine, transaction
from shared.messaging.settings import MessagingSettings
from shared.messaging.topics import create_topics
from tests.fixtures.listening import metadata
from tests.fixtures.servers import broker_under_test

Broker = TansuBroker | ApacheKafka


@pytest.fixture
def folder() -> Iterator[Path]:
    with Workspace(in_memory()) as workspace:
        yield workspace.path


@pytest.fixture
def broker(folder: Path) -> Iterator[Broker]:
    with broker_under_test()(folder) as broker:
        yield broker


@pytest.fixture
def database(folder: Path) -> Iterator[PostgresServer]:
    """A durable server: what it committed must be there after kill -9."""
    with PostgresServer(folder) as server:
        yield server


@pytest.fixture
async def engine(database: PostgresServer) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(database.url("postgres"), application_name="tests")
    async with transaction(engine) as connection:
        await connection.run_sync(metadata.create_all)
    yield engine
    await engine.dispose()


@pytest.fixture
async def settings(broker: Broker, network: str) -> MessagingSettings:
    """The settings of a network whose topics exist."""
    settings = MessagingSettings(
        bootstrap=broker.bootstrap,
        network=network,
        session_timeout_ms=broker.session_timeout_seconds * 1000,
        send_timeout_ms=3_000,
    )
    await create_topics(settings)
    return settings
