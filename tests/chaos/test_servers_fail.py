"""A broker or a database goes away under traffic and comes back: what was said is heard."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.local.apache_kafka import ApacheKafka
from services.local.postgres import PostgresServer
from services.local.tansu import TansuBroker
from shared.contracts.centres import CentreChanged
from shared.database import is_transient
from shared.messaging.consumer import Consumer
from shared.messaging.relay import Relay
from shared.messaging.settings import MessagingSettings
from shared.messaging.topics import create_topics
from tests.fixtures.listening import LISTENING, centre, heard_centres, say
from tests.fixtures.waiting import eventually, running

PATIENCE_SECONDS = 60


class Traffic:
    """Says something new of some centre every few milliseconds and remembers what was committed."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.said: dict[str, CentreChanged] = {}
        self.is_over = False

    async def go_on(self) -> None:
        """Until it is over: a task cancelled while it connects would leave that connection open."""
        version = 0
        while not self.is_over:
            version += 1
            event = centre(f"{version % 20:02}", version, f"{version}")
            try:
                await say(self._engine, event)
            except (DBAPIError, OSError) as error:
                if not is_transient(error):
                    raise
            else:
                self.said[event.centre] = event
            await asyncio.sleep(0.005)

    async def is_heard(self) -> bool:
        try:
            heard = await heard_centres(self._engine)
        except (DBAPIError, OSError):
            return False
        return all(heard.get(code, (0, ""))[0] >= event.version for code, event in self.said.items())


@asynccontextmanager
async def traffic(engine: AsyncEngine) -> AsyncIterator[Traffic]:
    traffic = Traffic(engine)
    task = asyncio.create_task(traffic.go_on())
    try:
        yield traffic
    finally:
        traffic.is_over = True
        await task


def roles(engine: AsyncEngine, settings: MessagingSettings) -> tuple[Relay, Consumer]:
    wake = asyncio.Event()
    return Relay(engine, "orders", settings, wake), Consumer(engine, "supply", LISTENING, settings, wake)


async def said(traffic: Traffic, more: int) -> None:
    """Wait until traffic got further."""
    before = max((event.version for event in traffic.said.values()), default=0)

    async def further() -> bool:
        return max((event.version for event in traffic.said.values()), default=0) >= before + more

    await eventually(further)


async def test_a_broker_that_stops_and_starts(
    engine: AsyncEngine, broker: TansuBroker | ApacheKafka, settings: MessagingSettings
) -> None:
    async with running(*roles(engine, settings)):
        async with traffic(engine) as going:
            await said(going, 30)
            await eventually(partial(heard_centres, engine))
            await asyncio.to_thread(broker.stop)
            await said(going, 30)
            await asyncio.to_thread(broker.start)
            if not broker.keeps_data:
                await create_topics(settings)
            await said(going, 30)
        if not broker.keeps_data:
            await say(engine, *going.said.values())  # what a service does when told to republish
        await eventually(going.is_heard, PATIENCE_SECONDS)


async def test_a_broker_that_stalls(
    engine: AsyncEngine, broker: TansuBroker | ApacheKafka, settings: MessagingSettings
) -> None:
    async with running(*roles(engine, settings)):
        async with traffic(engine) as going:
            await said(going, 30)
            broker.pause()
            await said(going, 30)
            broker.resume()
        await eventually(going.is_heard, PATIENCE_SECONDS)


async def test_a_database_that_is_killed(
    engine: AsyncEngine, database: PostgresServer, settings: MessagingSettings
) -> None:
    async with running(*roles(engine, settings)):
        async with traffic(engine) as going:
            await said(going, 30)
            await asyncio.to_thread(database.kill)
            await asyncio.to_thread(database.start)
            await said(going, 30)
            await asyncio.to_thread(database.stop)
            await asyncio.to_thread(database.start)
            await said(going, 30)
        await eventually(going.is_heard, PATIENCE_SECONDS)
