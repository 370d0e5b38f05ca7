"""A consumer and its topics: it waits for them, makes none, and hears those again that were made again."""

import asyncio

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import NewTopic
from faststream.kafka import KafkaMessage
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.event import Topic
from shared.database import transaction
from shared.messaging.producer import start_producer
from shared.messaging.relay import Relay
from shared.messaging.settings import MessagingSettings
from shared.messaging.subscriber import build_broker
from shared.messaging.topics import TopicError, admin, all_topics, create_topics
from tests.fixtures.listening import centre, heard, heard_centres, hears, listener, publish, say
from tests.fixtures.records import record_of
from tests.fixtures.topics import recreate_topics
from tests.fixtures.waiting import eventually, running


async def test_it_waits_for_its_topics_and_makes_none(engine: AsyncEngine, settings: MessagingSettings) -> None:
    await say(engine, centre("A"))
    async with running(listener(engine, settings), Relay(engine, "orders", settings, asyncio.Event())):
        await asyncio.sleep(1)  # FastStream, aiokafka and the broker would each make them meanwhile
        async with admin(settings) as client:
            assert set(all_topics(settings.network)).isdisjoint(await client.list_topics())
        await create_topics(settings)
        await hears(engine, "A")


async def test_faststream_makes_no_topics(settings: MessagingSettings) -> None:
    async def hear(_message: KafkaMessage) -> None: ...

    name = Topic.CENTRES.of(settings.network)
    broker = build_broker(settings, [name], settings.group("supply"), hear)

    async def has_made_what_it_makes() -> bool:
        return getattr(broker.subscribers[0], "consumer", None) is not None

    starting = asyncio.create_task(broker.start())
    await eventually(has_made_what_it_makes)
    async with admin(settings) as client:
        assert name not in await client.list_topics()
    starting.cancel()
    await asyncio.gather(starting, return_exceptions=True)
    await broker.stop()


async def test_it_waits_while_a_topic_has_other_partitions(engine: AsyncEngine, settings: MessagingSettings) -> None:
    name = Topic.CENTRES.of(settings.network)
    async with admin(settings) as client:
        await client.create_topics([NewTopic(name, 4, 1)])
        with pytest.raises(TopicError, match="4 partitions"):
            await create_topics(settings)
        await say(engine, centre("A"))
        async with running(listener(engine, settings), Relay(engine, "orders", settings, asyncio.Event())):
            await asyncio.sleep(1)
            assert await heard_centres(engine) == {}
            await recreate_topics(settings)
            await hears(engine, "A")


async def test_what_is_said_again_after_the_broker_lost_it_is_heard_again(
    engine: AsyncEngine, topics: MessagingSettings, producer: AIOKafkaProducer
) -> None:
    """The new log is at once as long as the old one was: no offset tells that it is another."""
    events = [record_of(centre(code)) for code in "ABCDE"]
    await publish(producer, topics, *events)
    async with running(listener(engine, topics)):
        await hears(engine, *"ABCDE")
        async with transaction(engine) as connection:
            await connection.execute(heard.delete())
        await recreate_topics(topics)
        fresh = await start_producer(topics)
        await publish(fresh, topics, *events)
        await fresh.stop()
        await hears(engine, *"ABCDE")
