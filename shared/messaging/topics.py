"""The network's topics: made once, before anyone publishes or listens, and never changed."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from shared.contracts.event import Topic
from shared.messaging.settings import MessagingSettings
from shared.messaging.subscription import Subscription

PARTITIONS = 12
MOST_BYTES = 8 * 1024 * 1024
"""The largest event: a catalogue of thousands of products is one, and brokers take 1 MB unless told."""
_KEPT_FOR_EVER = {"retention.ms": "-1", "retention.bytes": "-1", "cleanup.policy": "delete"}
_SETTLED_WITHIN_SECONDS = 10.0


class TopicError(RuntimeError):
    """The broker would not make a topic; the sentence says which and why."""


def topics_of(network: str, subscriptions: Sequence[Subscription[Any]]) -> list[str]:
    """The topics that these subscriptions' events travel on."""
    return sorted({event.topic.of(network) for subscription in subscriptions for event in subscription.types})


async def create_topics(settings: MessagingSettings) -> list[str]:
    """Make those of the network's topics that don't exist: 12 partitions each, kept for ever.

    Returns:
        The names of those made now.

    Raises:
        TopicError: the broker refused one.
        KafkaError: no broker answered.
    """
    names = [topic.of(settings.network) for topic in Topic]
    async with admin(settings) as client:
        answer = await client.create_topics([_new(name, settings) for name in names])
        made = made_topics(answer.topic_errors)
        await _settled(client, made)
        return made


def made_topics(answers: Iterable[Sequence[Any]]) -> list[str]:
    """The topics that a broker says it made, from its answers (name, error code, …): aiokafka raises none.

    Raises:
        TopicError: it refused one for another reason than that it exists.
    """
    errors = {name: for_code(code) for name, code, *_ in answers}
    refused = {name: error for name, error in errors.items() if error.errno and error is not TopicAlreadyExistsError}
    if refused:
        raise TopicError("; ".join(f"topic {name}: {error.__name__}" for name, error in sorted(refused.items())))
    return sorted(name for name, error in errors.items() if not error.errno)


async def recreate_topics(settings: MessagingSettings) -> None:
    """Delete and make the network's topics; whoever calls this republishes afterwards.

    For a memory-only broker that restarted under live clients: they made topics of 4 partitions.
    """
    async with admin(settings) as client:
        there = set(await client.list_topics())
        await client.delete_topics([name for topic in Topic if (name := topic.of(settings.network)) in there])
    await create_topics(settings)


@asynccontextmanager
async def admin(settings: MessagingSettings) -> AsyncIterator[AIOKafkaAdminClient]:
    """A started administration client."""
    client = AIOKafkaAdminClient(bootstrap_servers=settings.servers, client_id=f"{settings.network}-admin")
    try:
        await client.start()
        yield client
    finally:
        await client.close()


def _new(name: str, settings: MessagingSettings) -> NewTopic:
    bounds = {"min.insync.replicas": str(settings.min_insync), "max.message.bytes": str(MOST_BYTES)}
    configs = _KEPT_FOR_EVER | bounds
    return NewTopic(name, PARTITIONS, settings.replication, topic_configs=configs)


async def _settled(client: AIOKafkaAdminClient, names: Iterable[str]) -> None:
    """Wait until every partition of ``names`` has a leader: Kafka answers before it has."""
    waiting = list(names)
    async with asyncio.timeout(_SETTLED_WITHIN_SECONDS):
        while waiting:
            described = await client.describe_topics(waiting)
            ready = {topic["topic"] for topic in described if _led(topic)}
            waiting = [name for name in waiting if name not in ready]
            if waiting:
                await asyncio.sleep(0.05)


def _led(topic: dict[str, Any]) -> bool:
    partitions = topic["partitions"]
    return len(partitions) == PARTITIONS and all(partition["leader"] >= 0 for partition in partitions)
