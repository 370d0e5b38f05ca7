"""The topics: made once, twelve partitions each, kept for ever."""

from dataclasses import replace

import pytest
from aiokafka.admin import NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaConnectionError

from shared.contracts.event import Topic
from shared.messaging.producer import start_producer
from shared.messaging.settings import MessagingSettings
from shared.messaging.topics import PARTITIONS, TopicError, admin, create_topics
from tests.fixtures.reading import records_on
from tests.fixtures.servers import Servers
from tests.fixtures.waiting import eventually


async def test_they_are_made_once(settings: MessagingSettings) -> None:
    names = sorted(topic.of(settings.network) for topic in Topic)

    assert await create_topics(settings) == (names, [])
    assert await create_topics(settings) == ([], [])

    async with admin(settings) as client:
        described = await client.describe_topics(names)
    assert {topic["topic"]: len(topic["partitions"]) for topic in described} == dict.fromkeys(names, PARTITIONS)


async def test_nothing_in_them_expires(topics: MessagingSettings) -> None:
    name = Topic.GROUP_ORDERS.of(topics.network)
    assert await configs_of(topics, name, "retention.ms", "cleanup.policy") == ["-1", "delete"]


async def configs_of(settings: MessagingSettings, topic: str, *names: str) -> list[str]:
    async with admin(settings) as client:
        [answer] = await client.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
    configs = {entry[0]: entry[1] for entry in answer.resources[0][4]}
    return [configs[name] for name in names]


async def test_they_take_the_catalogue_of_thousands_of_products(topics: MessagingSettings) -> None:
    producer = await start_producer(topics)
    await producer.send_and_wait(Topic.CENTRES.of(topics.network), b"x" * 4_000_000, b"A")
    await producer.stop()
    assert [len(record.value) for record in await records_on(topics)] == [4_000_000]


async def test_one_with_other_partitions_is_refused_with_what_to_do(settings: MessagingSettings) -> None:
    name = Topic.CYCLES.of(settings.network)
    async with admin(settings) as client:
        await client.create_topics([NewTopic(name, 4, 1)])
    with pytest.raises(TopicError, match=rf"{name} has 4 partitions, not 12.*delete the topic"):
        await create_topics(settings)


async def test_one_kept_otherwise_is_corrected_and_keeps_what_else_it_was_told(
    settings: MessagingSettings, servers: Servers
) -> None:
    if not servers.broker.keeps_data:
        pytest.skip("the memory-only broker can't change a topic")
    name = Topic.CYCLES.of(settings.network)
    async with admin(settings) as client:
        told = {"retention.ms": "1000", "segment.bytes": "2000000"}
        await client.create_topics([NewTopic(name, PARTITIONS, 1, topic_configs=told)])

    async def is_corrected() -> bool:
        return await configs_of(settings, name, "retention.ms", "segment.bytes") == ["-1", "2000000"]

    assert (await create_topics(settings)).corrected == [name]
    await eventually(is_corrected)
    assert (await create_topics(settings)).corrected == []


async def test_no_broker_is_an_error(settings: MessagingSettings) -> None:
    with pytest.raises(KafkaConnectionError):
        await create_topics(replace(settings, bootstrap="127.0.0.1:1"))
