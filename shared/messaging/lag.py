"""How far a service is behind: as it runs, and seen from outside."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from shared.contracts.event import Topic
from shared.messaging import metrics
from shared.messaging.settings import MessagingSettings
from shared.messaging.topic_metadata import make_no_topics_by_asking
from shared.messaging.topics import PARTITIONS, admin

_TOLD_WITHIN_SECONDS = 10.0


class LagWatch:
    """Keeps the lag gauges of one running consumer true.

    A record waits until its poll is committed: while the database holds a poll up, its age grows.
    """

    def __init__(self, service: str) -> None:
        self._service = service
        self._in_hand: dict[TopicPartition, _Place] = {}
        self._waits_since: dict[TopicPartition, float] = {}
        metrics.CONSUMER_PARTITIONS.labels(service).set(0)  # said from the start: nothing said raises no alarm

    def taken(self, records: Sequence[ConsumerRecord]) -> None:
        """A poll is in hand: until it is handled, its first record of each partition is the oldest that waits."""
        for record in reversed(records):
            self._in_hand[_partition(record)] = _Place(record.offset, _written(record))

    def handled(self, records: Sequence[ConsumerRecord]) -> None:
        """The poll was applied: what waits behind it was written no earlier."""
        self._in_hand.clear()
        self._waits_since |= {_partition(record): _written(record) for record in records}

    def put_back(self) -> None:
        """The poll was not applied: its records wait on."""
        self._waits_since |= {partition: place.written for partition, place in self._in_hand.items()}
        self._in_hand.clear()

    async def measure(self, consumer: Any) -> None:  # noqa: ANN401 - aiokafka has no types
        """Set the gauges from what the consumer last heard of its partitions' ends.

        What is neither in hand nor behind something applied was not fetched yet: it waits since it was first seen.
        """
        known = {partition: await place_and_end(consumer, partition) for partition in consumer.assignment()}
        now, behind, waits_since = time.time(), 0, {}
        for partition, found in known.items():
            place, end = found or (0, 0)
            in_hand = self._in_hand.get(partition)
            place = in_hand.offset if in_hand else place
            if end > place:
                behind += end - place
                waits_since[partition] = in_hand.written if in_hand else self._waits_since.get(partition, now)
        self._waits_since = waits_since  # forgetting what was caught up with, and what moved away
        metrics.CONSUMER_PARTITIONS.labels(self._service).set(len(known))
        metrics.CONSUMER_LAG.labels(self._service).set(behind)
        metrics.CONSUMER_LAG_SECONDS.labels(self._service).set(now - min(waits_since.values(), default=now))


class _Place(NamedTuple):
    """A record's offset and when it was written, in seconds since 1970."""

    offset: int
    written: float


def _partition(record: ConsumerRecord) -> TopicPartition:
    return TopicPartition(record.topic, record.partition)


def _written(record: ConsumerRecord) -> float:
    return float(record.timestamp / 1000)


async def place_and_end(consumer: Any, partition: TopicPartition) -> tuple[int, int] | None:  # noqa: ANN401 - aiokafka has no types
    """The next offset to take and one past the last written; ``None`` while unknown or the partition is moving."""
    with suppress(KafkaError, TimeoutError):
        place = await asyncio.wait_for(consumer.position(partition), 1.0)
        if partition in consumer.assignment():  # it may have moved while we waited
            end = consumer.highwater(partition)
            return None if end is None else (int(place), int(end))
    return None


async def consumer_lag(settings: MessagingSettings, service: str, topics: Iterable[Topic]) -> int:
    """How many records of ``topics`` the service's group has not committed yet.

    Raises:
        KafkaError: no broker answered.
        TimeoutError: a partition has no leader.
    """
    partitions = [TopicPartition(t.of(settings.network), number) for t in topics for number in range(PARTITIONS)]
    async with admin(settings) as client:
        # Without the partitions the memory-only broker drops the connection.
        committed = await client.list_consumer_group_offsets(settings.group(service), partitions=partitions)
    ends = await end_offsets(settings, partitions)
    return sum(ends[partition] - max(committed[partition].offset, 0) for partition in partitions)


async def end_offsets(settings: MessagingSettings, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
    """One past the last record of each partition, as a fetch tells it.

    The memory-only broker's ListOffsets answers one past the *first* record of the last batch.

    Raises:
        KafkaError: no broker answered.
        TimeoutError: a partition has no leader.
    """
    make_no_topics_by_asking()
    consumer = AIOKafkaConsumer(
        bootstrap_servers=settings.servers,
        client_id=f"{settings.network}-lag",
        auto_offset_reset="latest",
        fetch_max_wait_ms=20,
        max_partition_fetch_bytes=1,
    )
    await consumer.start()
    try:
        consumer.assign(partitions)
        async with asyncio.timeout(_TOLD_WITHIN_SECONDS):
            while any(consumer.highwater(partition) is None for partition in partitions):
                await consumer.getmany(timeout_ms=20)
        return {partition: int(consumer.highwater(partition)) for partition in partitions}
    finally:
        await consumer.stop()
