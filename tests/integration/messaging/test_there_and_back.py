import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.event import Topic
from shared.messaging.consumer import Consumer
from shared.messaging.lag import consumer_lag
from shared.messaging.relay import Relay
from shared.messaging.settings import MessagingSettings
from tests.fixtures.listening import LISTENING, centre, heard_centres, say
from tests.fixtures.waiting import eventually, running


async def test_an_event_is_published_and_applied(engine: AsyncEngine, topics: MessagingSettings) -> None:
    wake = asyncio.Event()
    relay = Relay(engine, "orders", topics, wake)
    consumer = Consumer(engine, "supply", LISTENING, topics, wake)
    await say(engine, centre("A", name="Amandiers"), centre("B", name="Belleville"))

    async def both_heard() -> bool:
        return len(await heard_centres(engine)) == 2

    async with running(relay, consumer):
        await eventually(both_heard)

    assert await heard_centres(engine) == {"A": (1, "Amandiers"), "B": (1, "Belleville")}
    assert await consumer_lag(topics, "supply", [Topic.CENTRES]) == 0
