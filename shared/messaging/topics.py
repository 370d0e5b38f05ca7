"""The network's topics: made once, before anyone publishes or listens, and never changed."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any, NamedTuple
from uuid import UUID

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import TopicAlreadyExistsError, for_code

from shared.contracts.event import Topic
from shared.messaging.settings import MessagingSettings
from shared.messaging.subscription import Subscription
from shared.messaging.topic_configs import configs_of, correct_configs
from shared.messaging.topic_metadata import make_no_topics_by_asking, seen_topics

PARTITIONS = 12
_SETTLED_WITHIN_SECONDS = 10.0


class TopicError(RuntimeError):
    """A topic is not as it should be; the sentences say which, why, and what to do."""


def topics_of(network: str, subscriptions: Sequence[Subscription[Any]]) -> list[str]:
    """The topics that these subscriptions' events travel on."""
    return sorted({event.topic.of(network) for subscription in subscriptions for event in subscription.types})


def all_topics(network: str) -> list[str]:
    """Every topic of a network."""
    return [topic.of(network) for topic in Topic]


class Topics(NamedTuple):
    """What became of a network's topics, by name."""

    made: list[str]
    corrected: list[str]


async def create_topics(settings: MessagingSettings) -> Topics:
    """Make those of the network's topics that don't exist, 12 partitions each; correct how the others are kept.

    Raises:
        TopicError: the broker refused one, or one is there with another number of partitions.
        KafkaError: no broker answered.
    """
    names = all_topics(settings.network)
    async with admin(settings) as client:
        answer = await client.create_topics([_new(name, settings) for name in names])
        made = made_topics(answer.topic_errors)
        await _settled(client, names)
        return Topics(made, await correct_configs(client, sorted(set(names) - set(made)), settings))


async def topic_ids(client: AIOKafkaClient, names: Sequence[str]) -> dict[str, UUID]:
    """What the broker knows each topic by: one that is made again has another.

    Raises:
        TopicError: one is not there, or with another number of partitions.
        KafkaError: no broker answered.
    """
    seen = await seen_topics(client, names)
    if missing := sorted(set(names) - seen.keys()):
        raise TopicError(f"Topics missing: {', '.join(missing)}. Run vrac migrate.")
    _refuse_misshapen({name: topic.partitions for name, topic in seen.items()})
    return {name: topic.id for name, topic in seen.items()}


def made_topics(answers: Iterable[Sequence[Any]]) -> list[str]:
    """The topics that a broker says it made, from its answers (name, error code, …): aiokafka raises none.

    Raises:
        TopicError: it refused one for another reason than that it exists.
    """
    errors = {name: for_code(code) for name, code, *_ in answers}
    refused = {name: error for name, error in errors.items() if error.errno and error is not TopicAlreadyExistsError}
    if refused:
        said = ", ".join(f"{name} ({error.__name__})" for name, error in sorted(refused.items()))
        raise TopicError(f"The broker refused to make {said}: see its log, then run vrac migrate again.")
    return sorted(name for name, error in errors.items() if not error.errno)


@asynccontextmanager
async def admin(settings: MessagingSettings) -> AsyncIterator[AIOKafkaAdminClient]:
    """A started administration client."""
    make_no_topics_by_asking()
    client = AIOKafkaAdminClient(bootstrap_servers=settings.servers, client_id=f"{settings.network}-admin")
    try:
        await client.start()
        yield client
    finally:
        await client.close()


def _new(name: str, settings: MessagingSettings) -> NewTopic:
    return NewTopic(name, PARTITIONS, settings.replication, topic_configs=configs_of(settings))


async def _settled(client: AIOKafkaAdminClient, names: Iterable[str]) -> None:
    """Wait until every partition of ``names`` has a leader: Kafka answers before it has.

    Raises:
        TopicError: one has another number of partitions, or no leaders in time.
    """
    waiting = list(names)
    give_up_at = monotonic() + _SETTLED_WITHIN_SECONDS
    while waiting:
        described = {topic["topic"]: topic["partitions"] for topic in await client.describe_topics(waiting)}
        _refuse_misshapen({name: len(partitions) for name, partitions in described.items() if partitions})
        waiting = [name for name in waiting if not _led(described[name])]
        if waiting and monotonic() > give_up_at:
            raise TopicError(
                f"{', '.join(waiting)}: partitions have no leader after {_SETTLED_WITHIN_SECONDS:g} s."
                " See that every broker runs, then run vrac migrate again."
            )
        if waiting:
            await asyncio.sleep(0.05)


def _led(partitions: Sequence[Mapping[str, Any]]) -> bool:
    return len(partitions) == PARTITIONS and all(partition["leader"] >= 0 for partition in partitions)


def _refuse_misshapen(partitions: Mapping[str, int]) -> None:
    if wrong := [f"{name} has {number} partitions" for name, number in partitions.items() if number != PARTITIONS]:
        raise TopicError(
            f"{', '.join(wrong)}, not {PARTITIONS}: events would leave the one of their key. Stop both"
            " services, delete the topic, run vrac migrate, start them, run vrac republish for every cycle."
        )
