"""P6: an order confirmed at a table until supply has it, at 50 orders a second, against the broker's own round trip."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from time import perf_counter, time
from typing import Any

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from bench.cycle import baskets, open_cycle
from bench.figure import Figure
from bench.ground import Ground
from bench.http import Connection, Request
from bench.p1_order_entry import order_requests
from shared.contracts.event import Topic
from shared.database import create_engine
from shared.messaging.producer import start_producer
from shared.messaging.settings import MessagingSettings
from shared.messaging.topics import PARTITIONS, create_topics

A_SECOND = 50
ORDERS, WARM_UP = 1_000, 100
MOST_MILLISECONDS = 250
_ALL_SEEN_WITHIN_SECONDS = 30

# Supply's database says at each commit which orders are new: looking again and again would be load of its own.
_SAY = """
    CREATE FUNCTION bench_say() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_notify('bench_seen', new.order_id::text); RETURN new; END $$;
    CREATE TRIGGER bench_say AFTER INSERT ON household_orders FOR EACH ROW EXECUTE FUNCTION bench_say();
"""
_CONFIRMED = """
    SELECT convert_from(payload, 'UTF8')::jsonb ->> 'order_id' AS order_id, extract(epoch FROM created_at)::float AS at
    FROM outbox WHERE type = 'vrac.HouseholdOrderConfirmed.v1'
"""


async def measure(ground: Ground) -> list[Figure]:
    """The broker's round trip alone, then both services as processes of their own."""
    await create_topics(ground.messaging())
    orders, warm_up = ground.size(ORDERS), ground.size(WARM_UP)
    ours, alone = [], []
    for _ in range(ground.rounds):
        alone.append(_p99(await _round_trips(ground.messaging(), warm_up, orders)))
        ours.append(_p99(await _until_visible(ground, warm_up, orders)))
    within = Figure(
        "P6",
        f"confirmed → visible in supply, p99 at {A_SECOND} orders/s",
        "producer → consumer of the broker, p99",
        "ms",
        ours,
        alone,
        goal=10,
        at_most=True,
        note="Counted from the start of the transaction that confirms the order.",
    )
    limit = Figure("P6", "the same", "allowed", "ms", ours, [MOST_MILLISECONDS], goal=1, at_most=True)
    return [within, limit]


def _p99(milliseconds: Sequence[float]) -> float:
    return sorted(milliseconds)[len(milliseconds) * 99 // 100]


async def _paced(how_many: int, do: Callable[[int], Coroutine[Any, Any, None]]) -> None:
    """Begin ``do`` at an even pace, whatever the ones before it take."""
    began = perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(how_many):
            await asyncio.sleep(began + number / A_SECOND - perf_counter())
            group.create_task(do(number))


async def _round_trips(settings: MessagingSettings, warm_up: int, messages: int) -> list[float]:
    """Milliseconds from a send to the consumer's hand, with the relay's settings and fetches of 20 ms."""
    producer = await start_producer(settings)
    topic = Topic.DISTRIBUTIONS.of(settings.network)
    sent: dict[str, float] = {}
    took: list[float] = []
    payload = b"x" * 1_500

    async def send(number: int) -> None:
        sent[str(number)] = perf_counter()
        await producer.send(topic, payload, str(number).encode())

    async def receive(consumer: AIOKafkaConsumer) -> None:
        while len(took) < warm_up + messages:
            for records in (await consumer.getmany(timeout_ms=10)).values():
                took.extend(1000 * (perf_counter() - sent[record.key.decode()]) for record in records)

    try:
        async with _at_the_end(settings, topic) as consumer:
            receiving = asyncio.create_task(receive(consumer))
            await _paced(warm_up + messages, send)
            await asyncio.wait_for(receiving, _ALL_SEEN_WITHIN_SECONDS)
    finally:
        await producer.stop()
    return took[warm_up:]


@asynccontextmanager
async def _at_the_end(settings: MessagingSettings, topic: str) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(bootstrap_servers=settings.servers, fetch_max_wait_ms=20, enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign([TopicPartition(topic, partition) for partition in range(PARTITIONS)])
        await consumer.seek_to_end()
        yield consumer
    finally:
        await consumer.stop()


async def _until_visible(ground: Ground, warm_up: int, orders: int) -> list[float]:
    """Milliseconds from the confirming transaction's start to the commit in supply, order by order."""
    of_orders, of_supply = await ground.database("orders"), await ground.database("supply")
    some = baskets(warm_up + orders)
    engine = create_engine(of_orders, application_name="bench")
    await open_cycle(engine, len(some))
    await engine.dispose()
    everything = "http,relay,consumer"
    async with _seen_in(of_supply, len(some)) as seen:
        with ground.serving("orders", of_orders, everything) as port, ground.serving("supply", of_supply, everything):
            await _send(port, order_requests(ground, some))
            await asyncio.wait_for(seen.all.wait(), _ALL_SEEN_WITHIN_SECONDS)
    return [1000 * (seen.at[order_id] - at) for order_id, at in await _confirmed(of_orders)][warm_up:]


async def _send(port: int, requests: Sequence[Request]) -> None:
    """Each at its time, over as many connections as are busy at once."""
    idle = [await Connection.to(port)]

    async def send(number: int) -> None:
        connection = idle.pop() if idle else await Connection.to(port)
        try:
            await connection.send(requests[number])
        except (asyncio.IncompleteReadError, ConnectionError):  # the server closed it while it was idle
            connection = await Connection.to(port)
            await connection.send(requests[number])
        idle.append(connection)

    await _paced(len(requests), send)
    for connection in idle:
        connection.close()


class _Seen:
    """When supply's database said that it has an order."""

    def __init__(self, expected: int) -> None:
        self.at: dict[str, float] = {}
        self.all = asyncio.Event()
        self._expected = expected

    def hear(self, _connection: object, _process: int, _channel: str, order_id: object) -> None:
        """One notification."""
        self.at.setdefault(str(order_id), time())
        if len(self.at) == self._expected:
            self.all.set()


@asynccontextmanager
async def _seen_in(database: str, expected: int) -> AsyncIterator[_Seen]:
    seen, connection = _Seen(expected), await asyncpg.connect(database)
    try:
        await connection.execute(_SAY)
        await connection.add_listener("bench_seen", seen.hear)
        yield seen
    finally:
        await connection.close()


async def _confirmed(database: str) -> list[tuple[str, Any]]:
    """When each order was confirmed, in that order."""
    connection = await asyncpg.connect(database)
    try:
        return [(row["order_id"], row["at"]) for row in await connection.fetch(f"{_CONFIRMED} ORDER BY sequence")]
    finally:
        await connection.close()
