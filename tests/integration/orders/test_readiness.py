"""Ready says which part is missing: the topics, the place in the group, the database, the broker."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from services.orders.app import compose
from services.orders.settings import OrdersSettings
from shared.messaging.topics import create_topics
from shared.process import ProcessRole, running
from shared.process.broker import messaging_settings
from shared.web.tokens import new_private_key
from tests.fixtures.servers import Servers, started_servers
from tests.fixtures.waiting import eventually


@pytest.fixture
def own_servers() -> Iterator[Servers]:
    """Servers that may go away."""
    with started_servers() as servers:
        yield servers


@pytest.fixture
async def settings(own_servers: Servers) -> OrdersSettings:
    database = await asyncio.to_thread(own_servers.template, "orders")
    return OrdersSettings(
        network="ready",
        kafka_bootstrap=own_servers.broker.bootstrap,
        kafka_session_timeout_ms=own_servers.broker.session_timeout_seconds * 1000,
        session_private_key=new_private_key(),
        orders_database_url=own_servers.postgres.url(database),
        orders_port=0,
        cookie_secure=False,
    )


class Readiness:
    """What ``/health/ready`` of a process answers."""

    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}/health/ready"

    async def faults(self) -> dict[str, str]:
        async with httpx.AsyncClient(timeout=30) as client:
            answer = await client.get(self._address)
        faults: dict[str, str] = answer.json()["faults"]
        assert answer.status_code == (503 if faults else 200)
        return faults

    async def lacks(self, *parts: str) -> None:
        """These are named; others may follow from them, such as a place in the group without a broker."""

        async def these_at_least() -> bool:
            return set(await self.faults()) >= set(parts)

        await eventually(these_at_least, seconds=60)

    async def lacks_nothing(self) -> None:
        async def no_fault() -> bool:
            return not await self.faults()

        await eventually(no_fault, seconds=60)

    async def says(self, part: str, fault: str) -> None:
        async def it_does() -> bool:
            return fault in (await self.faults()).get(part, "")

        await eventually(it_does, seconds=60)


async def test_it_says_what_is_missing_and_is_ready_once_it_is_there(
    settings: OrdersSettings, own_servers: Servers
) -> None:
    await asyncio.to_thread(own_servers.broker.stop)
    async with running(compose(settings)) as process:
        ready = Readiness(process.port)
        await ready.lacks("broker", "topics", "consumer")
        await asyncio.to_thread(own_servers.broker.start)
        await ready.says("topics", "ready.users. Run vrac migrate.")
        await create_topics(messaging_settings(settings))
        await ready.lacks_nothing()
        await asyncio.to_thread(own_servers.postgres.stop)
        await ready.lacks("database", "migrations")
        await asyncio.to_thread(own_servers.postgres.start)
        await ready.lacks_nothing()
        await asyncio.to_thread(own_servers.broker.stop)
        await ready.lacks("broker", "topics")


async def test_a_process_that_only_answers_people_is_ready_without_a_broker(
    settings: OrdersSettings, own_servers: Servers
) -> None:
    await asyncio.to_thread(own_servers.broker.stop)
    async with running(compose(settings), {ProcessRole.HTTP}) as process:
        await Readiness(process.port).lacks_nothing()
