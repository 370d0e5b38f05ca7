"""Effects, then offsets; and each default of FastStream that would break this, changed."""

import asyncio
import struct
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import NewTopic
from aiokafka.record.util import calc_crc32c
from faststream.kafka import KafkaMessage
from prometheus_client import REGISTRY
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.contracts.centres import CentreChanged, CentreEvent
from shared.contracts.event import Topic
from shared.database import transaction
from shared.messaging.consumer import Consumer, rewind
from shared.messaging.guard import Guard
from shared.messaging.lag import LagWatch, consumer_lag, place_and_end
from shared.messaging.producer import start_producer
from shared.messaging.relay import Relay
from shared.messaging.settings import MessagingSettings
from shared.messaging.subscriber import build_broker
from shared.messaging.subscription import Subscription
from shared.messaging.topics import TopicError, admin, all_topics, create_topics
from shared.messaging.triage import count_waiting, list_waiting
from tests.fixtures.listening import LISTENING, centre, hear_centres, heard, heard_centres, say
from tests.fixtures.poison import POISON, with_value
from tests.fixtures.records import record_of
from tests.fixtures.topics import recreate_topics
from tests.fixtures.waiting import eventually, running


@pytest.fixture
async def producer(topics: MessagingSettings) -> AsyncIterator[AIOKafkaProducer]:
    producer = await start_producer(topics)
    yield producer
    await producer.stop()


async def publish(producer: AIOKafkaProducer, settings: MessagingSettings, *records: ConsumerRecord) -> None:
    """Publish as one batch on one partition, so that they come in one poll."""
    topic = Topic.CENTRES.of(settings.network)
    sent = [
        await producer.send(topic, record.value, record.key, partition=0, headers=list(record.headers))
        for record in records
    ]
    await asyncio.gather(*sent)


def listener(engine: AsyncEngine, settings: MessagingSettings, *subscriptions: Subscription[CentreChanged]) -> Consumer:
    return Consumer(engine, "supply", list(subscriptions) or LISTENING, settings, asyncio.Event())


async def hears(engine: AsyncEngine, *codes: str) -> None:
    async def holds() -> bool:
        return set(codes) <= set(await heard_centres(engine))

    await eventually(holds, seconds=90)  # a topic made again is seen within metadata's 30 s


async def test_a_new_service_hears_what_was_said_before_it_came(
    engine: AsyncEngine, topics: MessagingSettings, producer: AIOKafkaProducer
) -> None:
    await publish(producer, topics, record_of(centre("A")))
    async with running(listener(engine, topics)):
        await hears(engine, "A")


async def test_a_bad_header_costs_its_neighbours_nothing(
    engine: AsyncEngine, topics: MessagingSettings, producer: AIOKafkaProducer
) -> None:
    bad = replace(record_of(centre("B")), headers=[("ce_type", b"\xff\xfe")])
    null = replace(record_of(centre("C")), value=None)
    broken = replace(record_of(centre("D")), value=b"{", headers=[("content-type", b"application/json")])
    await publish(producer, topics, record_of(centre("A")), bad, null, broken, record_of(centre("E")))
    async with running(listener(engine, topics)):
        await hears(engine, "A", "E")

    assert await count_waiting(engine) == 3
    assert await consumer_lag(topics, "supply", [Topic.CENTRES]) == 0


async def test_every_kind_of_poison_goes_to_the_dead_letters_and_every_neighbour_arrives(
    engine: AsyncEngine, topics: MessagingSettings, producer: AIOKafkaProducer
) -> None:
    neighbours = [f"N{number}" for number in range(len(POISON) + 1)]
    records = [record_of(centre(code)) for code in neighbours]
    for place, (bad, _) in enumerate(POISON.values()):
        records.insert(2 * place + 1, bad)
    await publish(producer, topics, *records)
    async with running(listener(engine, topics)):
        await hears(engine, *neighbours)
        await eventually(lambda: _is_read(topics))

    assert sorted(await heard_centres(engine)) == sorted(neighbours)
    letters = [letter.reason for letter in await list_waiting(engine)]
    assert [said for (_, said), letter in zip(POISON.values(), letters, strict=True) if said not in letter] == []


async def _is_read(topics: MessagingSettings) -> bool:
    return await consumer_lag(topics, "supply", [Topic.CENTRES]) == 0


@pytest.fixture
async def careless_producer(topics: MessagingSettings) -> AsyncIterator[AIOKafkaProducer]:
    """One that numbers no batches: a batch spoilt after it was built could not be numbered any more."""
    producer = await start_producer(replace(topics, idempotent=False))
    yield producer
    await producer.stop()


async def test_a_header_name_that_is_no_text_blocks_nothing(
    engine: AsyncEngine, topics: MessagingSettings, careless_producer: AIOKafkaProducer
) -> None:
    batch = careless_producer.create_batch()
    for code in "ABC":
        record = record_of(centre(code))
        headers = [*record.headers, ("ZZ", b"x")] if code == "B" else list(record.headers)
        batch.append(timestamp=None, key=record.key, value=record.value, headers=headers)
    _spoil_header_name(batch)
    await (await careless_producer.send_batch(batch, Topic.CENTRES.of(topics.network), partition=0))
    await publish(careless_producer, topics, record_of(centre("D")))

    async with running(listener(engine, topics)):
        await hears(engine, "A", "C", "D")
    [letter] = await list_waiting(engine)
    assert (letter.key, letter.reason) == (b"B", "the name of a header is not UTF-8 text")


def _spoil_header_name(batch: Any) -> None:
    """Make the name ``ZZ`` in a built batch undecodable and its checksum right again."""
    data = bytearray(batch._build())  # noqa: SLF001 - no client sends such a name willingly
    place = data.index(b"ZZ")
    data[place : place + 2] = b"\xff\xfe"
    struct.pack_into(">I", data, 17, calc_crc32c(bytes(data[21:])))
    batch._buffer = bytes(data)  # noqa: SLF001


async def test_a_poll_is_bounded(engine: AsyncEngine, topics: MessagingSettings, producer: AIOKafkaProducer) -> None:
    sizes: list[int] = []

    async def count(connection: AsyncConnection, events: Sequence[CentreEvent]) -> None:
        sizes.append(len(events))
        await hear_centres(connection, events)

    await publish(producer, topics, *(record_of(centre(f"{number:02}")) for number in range(30)))
    async with running(listener(engine, replace(topics, max_records=10), Subscription((CentreChanged,), count))):
        await hears(engine, *(f"{number:02}" for number in range(30)))
    assert max(sizes) <= 10


async def test_messages_as_large_as_they_may_be_are_heard_with_their_neighbours(
    engine: AsyncEngine, topics: MessagingSettings, producer: AIOKafkaProducer
) -> None:
    """Each is more than a fetch asks for of a partition (1 MiB); all are more than of all partitions (50 MiB)."""
    large = [with_value(b" " * 7_000_000 + str(number).encode()) for number in range(8)]
    for number, record in enumerate(large):
        await publish(producer, topics, record_of(centre(f"{number}")), record)
    async with running(listener(engine, topics)):
        await hears(engine, *(f"{number}" for number in range(len(large))))
        await eventually(lambda: _is_read(topics))
    assert [len(letter.value or b"") for letter in await list_waiting(engine)] == [7_000_001] * len(large)


async def test_an_unexpected_failure_stops_the_process_and_loses_nothing(
    engine: AsyncEngine, topics: MessagingSettings, producer: AIOKafkaProducer
) -> None:
    async def broken(_connection: AsyncConnection, _events: Sequence[CentreEvent]) -> None:
        raise KeyError("a bug")

    await publish(producer, topics, record_of(centre("A")))
    with pytest.raises(KeyError, match="a bug"):
        async with asyncio.timeout(30):
            await listener(engine, topics, Subscription((CentreChanged,), broken)).run()

    await publish(producer, topics, record_of(centre("B")))
    async with running(listener(engine, topics)):
        await hears(engine, "A", "B")


async def test_what_cannot_be_applied_now_comes_again(
    engine: AsyncEngine, topics: MessagingSettings, producer: AIOKafkaProducer
) -> None:
    refusals = 0

    async def later(connection: AsyncConnection, events: Sequence[CentreEvent]) -> None:
        nonlocal refusals
        if refusals < 2:
            refusals += 1
            raise ConnectionRefusedError("no database")
        await hear_centres(connection, events)

    subscription = Subscription((CentreChanged,), later)
    consumer = listener(engine, topics, subscription)
    consumer.guard = Guard(engine, "supply", [subscription], patience_seconds=0)
    await publish(producer, topics, record_of(centre("A")), record_of(centre("B")))
    async with running(consumer):
        await hears(engine, "A", "B")
    assert refusals == 2


async def test_a_rewind_passes_over_partitions_that_have_moved() -> None:
    class Assigned:
        def __init__(self) -> None:
            self.sought: dict[object, int] = {}

        def assignment(self) -> set[object]:
            return {(first.topic, 1)}

        def seek(self, partition: object, offset: int) -> None:
            self.sought[partition] = offset

    first = record_of(centre("A"))
    consumer = Assigned()
    rewind(consumer, [replace(first, partition=0), replace(first, partition=1), record_of(centre("B"))])
    assert consumer.sought == {(first.topic, 1): first.offset}


async def test_a_stop_lets_the_poll_in_flight_finish(
    engine: AsyncEngine, topics: MessagingSettings, producer: AIOKafkaProducer
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(connection: AsyncConnection, events: Sequence[CentreEvent]) -> None:
        begun.set()
        await go_on.wait()
        await hear_centres(connection, events)

    await publish(producer, topics, record_of(centre("A")))
    consumer = listener(engine, topics, Subscription((CentreChanged,), slow))
    running_consumer = asyncio.create_task(consumer.run())
    await begun.wait()
    consumer.stop()
    await asyncio.sleep(0)
    go_on.set()
    await running_consumer

    assert set(await heard_centres(engine)) == {"A"}
    assert await consumer_lag(topics, "supply", [Topic.CENTRES]) == 0


async def test_a_stop_waits_for_no_database_and_the_poll_comes_again(
    engine: AsyncEngine, topics: MessagingSettings, producer: AIOKafkaProducer
) -> None:
    tried = asyncio.Event()

    async def away(_connection: AsyncConnection, _events: Sequence[CentreEvent]) -> None:
        tried.set()
        raise ConnectionRefusedError("no database")

    await publish(producer, topics, record_of(centre("A")))
    consumer = listener(engine, topics, Subscription((CentreChanged,), away))
    async with asyncio.timeout(40), running(consumer):  # the guard alone would try for 100 s
        await tried.wait()

    async with running(listener(engine, topics)):
        await hears(engine, "A")


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
