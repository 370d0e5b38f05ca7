"""P4: confirmed orders as events until they are rows of supply, against a consumer that only copies their lines."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from bench.cycle import baskets
from bench.figure import Figure
from bench.ground import Ground
from services.supply.events import subscriptions
from services.supply.storage.access_tables import revoked_access
from shared.contracts.event import Topic
from shared.database import create_engine
from shared.messaging.cloudevents import source, write_headers
from shared.messaging.consumer import Consumer
from shared.messaging.guard import Guard
from shared.messaging.outbox import outbox_row
from shared.messaging.outbox_reading import OutboxRow
from shared.messaging.producer import start_producer
from shared.messaging.settings import MessagingSettings
from shared.messaging.topics import PARTITIONS, create_topics
from shared.web.revocations import RevokedAccess

EVENTS, ONE_BY_ONE = 20_000, 1_000
FEWEST_EVENTS = 4_000  # some polls
_LINES = ["cycle", "order_id", "product", "centre", "quantity", "held"]
_LOOK_EVERY_SECONDS = 0.02

Apply = Callable[[Sequence[ConsumerRecord]], Awaitable[None]]


async def measure(ground: Ground) -> list[Figure]:
    """Supply's consumer and the raw one in turns, the same records; then a transaction an event."""
    events = max(FEWEST_EVENTS, ground.size(EVENTS))
    ours, alone, single = [], [], []
    for number in range(ground.rounds):
        settings = ground.messaging(f"{ground.network}-{number}")  # a consumer group hears a record once
        await create_topics(settings)
        await _produce(settings, events)
        alone.append(await _copy(settings, await ground.database("supply"), events))
        ours.append(await _consume(settings, await ground.database("supply"), events))
        single.append(await _one_by_one(settings, await ground.database("supply"), ground.size(ONE_BY_ONE)))
    what = "HouseholdOrderConfirmed → rows of supply"
    raw, each = "raw aiokafka consumer + COPY of the lines", "the same handlers, a transaction an event"
    return [
        Figure("P4", what, raw, "orders/s", ours, alone, goal=0.2),
        Figure("P4", what, each, "orders/s", ours, single, goal=5),
    ]


async def _produce(settings: MessagingSettings, events: int) -> None:
    producer = await start_producer(settings)
    topic, named = Topic.GROUP_ORDERS.of(settings.network), source(settings.network, "orders")
    try:
        for basket in baskets(events):
            row = OutboxRow(sequence=0, created_at=datetime.now(UTC), **outbox_row(basket.confirmed()))
            await producer.send(topic, row.payload, row.key.encode(), headers=write_headers(named, row))
        await producer.flush()
    finally:
        await producer.stop()


async def _consume(settings: MessagingSettings, database: str, events: int) -> float:
    """The service's own consumer: from its first committed poll to its last."""
    engine = create_engine(database, application_name="bench")
    consumer = Consumer(engine, "supply", subscriptions(RevokedAccess(revoked_access)), settings, asyncio.Event())
    watching = await asyncpg.connect(database)
    task = asyncio.create_task(consumer.run())
    try:
        first = last = 0
        began = ended = perf_counter()
        while last < events:
            if task.done():
                await task
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
            last = await watching.fetchval("SELECT count(*) FROM household_orders")
            ended = perf_counter()
            if not first and last:
                first, began = last, ended
        return (last - first) / (ended - began)
    finally:
        consumer.stop()
        await task
        await watching.close()
        await engine.dispose()


async def _copy(settings: MessagingSettings, database: str, events: int) -> float:
    """A consumer that decodes JSON and copies the lines of each poll, into the same table."""
    connection = await asyncpg.connect(database)

    async def apply(records: Sequence[ConsumerRecord]) -> None:
        lines = [line for record in records for line in _lines(json.loads(record.value))]
        await connection.copy_records_to_table("household_order_lines", records=lines, columns=_LINES)

    try:
        async with _records(settings) as consumer:
            return await _timed(consumer, apply, settings.max_records, events)
    finally:
        await connection.close()


async def _one_by_one(settings: MessagingSettings, database: str, events: int) -> float:
    engine = create_engine(database, application_name="bench")
    guard = Guard(engine, "supply", subscriptions(RevokedAccess(revoked_access)))
    try:
        async with _records(settings) as consumer:
            return await _timed(consumer, guard.handle, 1, events)
    finally:
        await engine.dispose()


def _lines(order: dict[str, Any]) -> list[tuple[Any, ...]]:
    order_id = UUID(order["order_id"])
    return [
        (order["cycle"], order_id, line["product"], order["centre"], line["quantity"], line["held"])
        for line in order["lines"]
    ]


@asynccontextmanager
async def _records(settings: MessagingSettings) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer at the beginning of the topic, in no group."""
    topic = Topic.GROUP_ORDERS.of(settings.network)
    consumer = AIOKafkaConsumer(
        bootstrap_servers=settings.servers, auto_offset_reset="earliest", enable_auto_commit=False
    )
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, partition) for partition in range(PARTITIONS)])
        yield consumer
    finally:
        await consumer.stop()


async def _timed(consumer: AIOKafkaConsumer, apply: Apply, most: int, events: int) -> float:
    """Events a second from the first poll applied."""
    first = done = 0
    began = perf_counter()
    while done < events:
        polled = await consumer.getmany(timeout_ms=100, max_records=most)
        records = [record for records in polled.values() for record in records]
        if records:
            await apply(records)
            done += len(records)
        if not first and done:
            first, began = done, perf_counter()
    return (done - first) / (perf_counter() - began)
