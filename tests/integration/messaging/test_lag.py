"""Lag is the age of the oldest message that was not applied yet."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

from aiokafka import AIOKafkaProducer, TopicPartition
from prometheus_client import REGISTRY
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.contracts.centres import CentreChanged, CentreEvent
from shared.contracts.event import Topic
from shared.messaging.consumer import Consumer
from shared.messaging.lag import LagWatch, consumer_lag, place_and_end
from shared.messaging.settings import MessagingSettings
from shared.messaging.subscription import Subscription
from tests.fixtures.listening import centre, hear_centres, heard, hears, listener, publish
from tests.fixtures.records import record_of
from tests.fixtures.waiting import eventually, running


def lag() -> tuple[float, float]:
    """Records and seconds, as last measured."""
    gauges = ("vrac_consumer_lag_records", "vrac_consumer_lag_seconds")
    records, seconds = (REGISTRY.get_sample_value(gauge, {"service": "supply"}) or 0 for gauge in gauges)
    return records, seconds


async def test_a_message_that_the_database_holds_up_is_as_late_as_it_is_old(
    engine: AsyncEngine, topics: MessagingSettings
) -> None:
    may_pass = asyncio.Event()

    async def held_up(connection: AsyncConnection, events: Sequence[CentreEvent]) -> None:
        await may_pass.wait()
        await hear_centres(connection, events)

    async def said(code: str, seconds_ago: float) -> None:
        record, written = record_of(centre(code)), int((time.time() - seconds_ago) * 1000)
        place = {"partition": 0, "timestamp_ms": written, "headers": list(record.headers)}
        async with AIOKafkaProducer(bootstrap_servers=topics.servers) as producer:
            await producer.send_and_wait(Topic.CENTRES.of(topics.network), record.value, record.key, **place)

    async def it_is_an_hour_late() -> bool:
        records, seconds = lag()
        return records == 1 and seconds >= 3600

    async def it_waits_and_is_not_an_hour_late() -> bool:
        records, seconds = lag()
        return records == 1 and 0 < seconds < 1800

    async def nothing_waits() -> bool:
        return lag() == (0, 0)

    await said("A", seconds_ago=3600)
    consumer = Consumer(engine, "supply", [Subscription((CentreChanged,), held_up)], topics, asyncio.Event())
    async with running(consumer):
        await eventually(it_is_an_hour_late)
        may_pass.set()
        await eventually(nothing_waits)
        may_pass.clear()
        await said("B", seconds_ago=0)
        await eventually(it_waits_and_is_not_an_hour_late)
        may_pass.set()
        await eventually(nothing_waits)


async def test_a_poll_that_is_put_back_goes_on_waiting() -> None:
    watch, first = LagWatch("supply"), replace(record_of(centre("A")), partition=0, offset=5)
    old = replace(first, timestamp=int((time.time() - 3600) * 1000))

    class Assigned:
        place = 5

        def assignment(self) -> set[TopicPartition]:
            return {TopicPartition(first.topic, 0)}

        async def position(self, _partition: TopicPartition) -> int:
            return self.place

        def highwater(self, _partition: TopicPartition) -> int:
            return 7

    consumer = Assigned()
    watch.taken([old, replace(old, offset=6)])
    consumer.place = 7
    await watch.measure(consumer)
    assert lag()[0] == 2
    watch.put_back()
    consumer.place = 5
    await watch.measure(consumer)
    records, seconds = lag()
    assert (records, seconds >= 3600) == (2, True)
    watch.taken([old, replace(old, offset=6)])
    watch.handled([old, replace(old, offset=6)])
    consumer.place = 7
    await watch.measure(consumer)
    assert lag() == (0, 0)


async def test_how_far_it_is_behind_is_measured(
    engine: AsyncEngine, topics: MessagingSettings, producer: AIOKafkaProducer
) -> None:
    assert await consumer_lag(topics, "supply", [Topic.CENTRES]) == 0
    await publish(producer, topics, record_of(centre("A")), record_of(centre("B")))
    assert await consumer_lag(topics, "supply", [Topic.CENTRES]) == 2

    async def nothing_waits() -> bool:
        gauges = ("vrac_consumer_lag_records", "vrac_consumer_lag_seconds")
        return all(REGISTRY.get_sample_value(gauge, {"service": "supply"}) == 0 for gauge in gauges)

    async with running(listener(engine, topics)):
        await hears(engine, "A", "B")
        await eventually(nothing_waits)  # it is measured once a second
    assert await consumer_lag(topics, "supply", [Topic.CENTRES]) == 0
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(heard)) == 2


async def test_a_partition_that_moves_while_it_is_looked_at_stops_nothing() -> None:
    moving = TopicPartition("centres", 0)

    class Rebalancing:
        """As aiokafka's: its ``highwater`` asserts that the partition is assigned."""

        def __init__(self) -> None:
            self.assigned = {moving}

        def assignment(self) -> set[TopicPartition]:
            return set(self.assigned)

        async def position(self, _partition: TopicPartition) -> int:
            self.assigned.clear()
            return 7

        def highwater(self, partition: TopicPartition) -> int:
            assert partition in self.assigned
            return 9

    assert await place_and_end(Rebalancing(), moving) is None
    await LagWatch("supply").measure(Rebalancing())
    assert REGISTRY.get_sample_value("vrac_consumer_lag_records", {"service": "supply"}) == 0
