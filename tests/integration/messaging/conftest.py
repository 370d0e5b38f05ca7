"""A small service of its own for the tests of messaging."""

from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaProducer
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database import create_engine, transaction
from shared.messaging.producer import start_producer
from shared.messaging.settings import MessagingSettings
from shared.messaging.topics import create_topics
from tests.fixtures.listening import metadata
from tests.fixtures.servers import Servers


@pytest.fixture
def settings(servers: Servers, network: str) -> MessagingSettings:
    return MessagingSettings(
        bootstrap=servers.broker.bootstrap,
        network=network,
        session_timeout_ms=servers.broker.session_timeout_seconds * 1000,
        send_timeout_ms=5_000,
    )


@pytest.fixture
async def engine(servers: Servers, network: str) -> AsyncIterator[AsyncEngine]:
    with servers.database(network) as url:
        engine = create_engine(url, application_name="tests")
        async with transaction(engine) as connection:
            await connection.run_sync(metadata.create_all)
        yield engine
        await engine.dispose()


@pytest.fixture
async def topics(settings: MessagingSettings) -> MessagingSettings:
    """The settings of a network whose topics exist."""
    await create_topics(settings)
    return settings


@pytest.fixture
async def producer(topics: MessagingSettings) -> AsyncIterator[AIOKafkaProducer]:
    producer = await start_producer(topics)
    yield producer
    await producer.stop()
