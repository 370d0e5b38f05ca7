"""P3: rows of the outbox until the broker acknowledged them, against a producer that only produces."""

import asyncio
from time import perf_counter

from aiokafka import AIOKafkaProducer
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.cycle import baskets
from bench.figure import Figure
from bench.ground import Ground
from services.orders.storage.messaging_tables import outbox
from shared.contracts.event import Topic
from shared.database import create_engine, transaction
from shared.messaging.cloudevents import source, write_headers
from shared.messaging.outbox import outbox_row
from shared.messaging.outbox_reading import OutboxRow, unpublished
from shared.messaging.producer import start_producer
from shared.messaging.relay import Relay
from shared.messaging.topics import create_topics

EVENTS = 20_000


async def measure(ground: Ground) -> list[Figure]:
    """The relay and the raw producer in turns, the same rows."""
    settings = ground.messaging()
    await create_topics(settings)
    engine = create_engine(await ground.database("orders"), application_name="bench")
    producer = await start_producer(settings)
    try:
        ours, alone = [], []
        for _ in range(ground.rounds):
            rows = await _filled(engine, ground.size(EVENTS))
            alone.append(await _produce(producer, ground.network, rows))
            ours.append(await _relay(engine, Relay(engine, "orders", settings, asyncio.Event()), producer))
    finally:
        await producer.stop()
        await engine.dispose()
    return [
        Figure(
            "P3",
            "outbox → acknowledged by the broker",
            "raw aiokafka producer, same records",
            "events/s",
            ours,
            alone,
            goal=0.6,
            note="The relay also reads each row from PostgreSQL and stamps it afterwards, in the same process.",
        )
    ]


async def _filled(engine: AsyncEngine, events: int) -> list[OutboxRow]:
    """Confirmed orders in the outbox; the rows as the relay will read them."""
    rows = [outbox_row(basket.confirmed()) for basket in baskets(events)]
    async with transaction(engine) as connection:
        await connection.execute(insert(outbox), rows)
        return await unpublished(connection, events, [])


async def _produce(producer: AIOKafkaProducer, network: str, rows: list[OutboxRow]) -> float:
    topic, named = Topic.GROUP_ORDERS.of(network), source(network, "orders")
    began = perf_counter()
    sent = [
        await producer.send(topic, row.payload, row.key.encode(), headers=write_headers(named, row)) for row in rows
    ]
    await asyncio.gather(*sent)
    return len(rows) / (perf_counter() - began)


async def _relay(engine: AsyncEngine, relay: Relay, producer: AIOKafkaProducer) -> float:
    """The relay's own loop, until the outbox is empty."""
    published = 0
    async with engine.connect() as plain:
        connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
        began = perf_counter()
        while count := await relay.publish_batch(connection, producer):
            published += count
        return published / (perf_counter() - began)
