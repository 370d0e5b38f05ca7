"""Effects, then offsets; and each default of FastStream that would break this, changed."""

import asyncio
import struct
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.record.util import calc_crc32c
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.contracts.centres import CentreChanged, CentreEvent
from shared.contracts.event import Topic
from shared.messaging.consumer import rewind
from shared.messaging.guard import Guard
from shared.messaging.lag import consumer_lag
from shared.messaging.producer import start_producer
from shared.messaging.settings import MessagingSettings
from shared.messaging.subscription import Subscription
from shared.messaging.triage import count_waiting, list_waiting
from tests.fixtures.listening import centre, hear_centres, heard_centres, hears, listener, publish
from tests.fixtures.poison import POISON, with_value
from tests.fixtures.records import record_of
from tests.fixtures.waiting import eventually, running


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
