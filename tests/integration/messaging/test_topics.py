"""The topics: made once, twelve partitions each, kept for ever."""

from dataclasses import replace

import pytest
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaConnectionError

from shared.contracts.event import Topic
from shared.messaging.producer import start_producer
from shared.messaging.settings import MessagingSettings
from shared.messaging.topics import PARTITIONS, admin, create_topics, recreate_topics
from tests.fixtures.reading import records_on


async def test_they_are_made_once(settings: MessagingSettings) -> None:
    names = sorted(topic.of(settings.network) for topic in Topic)

    assert await create_topics(settings) == names
    assert await create_topics(settings) == []

    async with admin(settings) as client:
        described = await client.describe_topics(names)
    assert {topic["topic"]: len(topic["partitions"]) for topic in described} == dict.fromkeys(names, PARTITIONS)


async def test_nothing_in_them_expires(topics: MessagingSettings) -> None:
    name = Topic.GROUP_ORDERS.of(topics.network)
    async with admin(topics) as client:
        [answer] = await client.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
    settings = {entry[0]: entry[1] for entry in answer.resources[0][4]}
    assert (settings["retention.ms"], settings["cleanup.policy"]) == ("-1", "delete")


async def test_they_take_the_catalogue_of_thousands_of_products(topics: MessagingSettings) -> None:
    producer = await start_producer(topics)
    await producer.send_and_wait(Topic.CENTRES.of(topics.network), b"x" * 4_000_000, b"A")
    await producer.stop()
    assert [len(record.value) for record in await records_on(topics)] == [4_000_000]


async def test_made_again_they_are_empty(topics: MessagingSettings) -> None:
    producer = await start_producer(topics)
    await producer.send_and_wait(Topic.CENTRES.of(topics.network), b"{}", b"A")
    await producer.stop()
    assert len(await records_on(topics)) == 1

    await recreate_topics(topics)
    assert await records_on(topics) == []


async def test_no_broker_is_an_error(settings: MessagingSettings) -> None:
    with pytest.raises(KafkaConnectionError):
        await create_topics(replace(settings, bootstrap="127.0.0.1:1"))
