"""Promise 5: everything stored is published, in order per key, and nothing is lost."""

import asyncio
import gc
import warnings
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaTimeoutError
from prometheus_client import REGISTRY
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.local.tansu import TansuBroker
from shared.contracts.event import Topic
from shared.database import transaction
from shared.messaging import outbox
from shared.messaging.cloudevents import read_headers
from shared.messaging.producer import start_producer
from shared.messaging.relay import Relay
from shared.messaging.settings import MessagingSettings
from shared.messaging.topics import create_topics
from tests.fixtures.listening import centre, outbox_rows, say
from tests.fixtures.reading import records_on
from tests.fixtures.servers import Servers
from tests.fixtures.waiting import eventually, running


def relay(engine: AsyncEngine, settings: MessagingSettings, wake: asyncio.Event | None = None) -> Relay:
    return Relay(engine, "orders", settings, wake or asyncio.Event())


async def waiting(engine: AsyncEngine) -> int:
    statement = select(func.count()).select_from(outbox_rows).where(outbox_rows.c.published_at.is_(None))
    async with engine.connect() as connection:
        return int(await connection.scalar(statement) or 0)


async def all_published(engine: AsyncEngine) -> None:
    async def none_waits() -> bool:
        return await waiting(engine) == 0

    await eventually(none_waits)


async def test_events_carry_what_cloudevents_asks(engine: AsyncEngine, topics: MessagingSettings) -> None:
    token = outbox.current_traceparent.set("00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01")
    await say(engine, centre("A", name="Amandiers"))
    outbox.current_traceparent.reset(token)

    async with running(relay(engine, topics)):
        await all_published(engine)

    [record] = await records_on(topics)
    async with engine.connect() as connection:
        row = (await connection.execute(select(outbox_rows))).one()
    assert read_headers(record.headers) == {
        "ce_specversion": "1.0",
        "ce_id": str(row.id),
        "ce_type": "vrac.CentreChanged.v1",
        "ce_source": f"/{topics.network}/orders",
        "ce_subject": "A",
        "ce_time": row.created_at.isoformat(),
        "content-type": "application/json",
        "traceparent": "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01",
    }
    assert record.key == b"A"
    assert record.value == centre("A", name="Amandiers").model_dump_json().encode()


async def test_a_rolled_back_event_was_never_said(engine: AsyncEngine, topics: MessagingSettings) -> None:
    async def say_and_fail() -> None:
        async with transaction(engine) as connection:
            await outbox.append(connection, [centre("A")])
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        await say_and_fail()
    await say(engine, centre("B"))
    async with running(relay(engine, topics)):
        await all_published(engine)

    assert [record.key for record in await records_on(topics)] == [b"B"]


async def test_a_key_keeps_its_order_over_batches(engine: AsyncEngine, topics: MessagingSettings) -> None:
    for version in range(1, 21):
        await say(engine, *(centre(code, version) for code in "ABC"))

    async with running(relay(engine, replace(topics, relay_batch=7))):
        await all_published(engine)

    by_key: dict[bytes, list[bytes]] = {}
    for record in await records_on(topics):
        by_key.setdefault(record.key, []).append(record.value)
    for code in "ABC":
        expected = [centre(code, version).model_dump_json().encode() for version in range(1, 21)]
        assert by_key[code.encode()] == expected


class FailingProducer:
    """A producer in front of the real one whose chosen messages time out."""

    def __init__(self, real: AIOKafkaProducer, failing: set[bytes]) -> None:
        self._real = real
        self.failing = failing

    async def send(self, topic: str, value: bytes, key: bytes, *, headers: object) -> "asyncio.Future[object]":
        if value in self.failing:
            answer: asyncio.Future[object] = asyncio.get_running_loop().create_future()
            answer.set_exception(KafkaTimeoutError())
            return answer
        sent: asyncio.Future[object] = await self._real.send(topic, value, key, headers=headers)
        return sent


async def test_a_failed_send_stops_its_key_and_no_other(engine: AsyncEngine, topics: MessagingSettings) -> None:
    await say(engine, centre("A", 1), centre("A", 2), centre("A", 3), centre("B", 1), centre("B", 2))
    real = await start_producer(topics)
    producer = FailingProducer(real, {centre("A", 2).model_dump_json().encode()})
    publisher = relay(engine, topics)
    async with engine.connect() as plain:
        connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
        await publisher.publish_batch(connection, producer)
        rows = await connection.execute(
            select(outbox_rows.c.key, outbox_rows.c.payload).where(outbox_rows.c.published_at.is_(None))
        )
        left = [(row.key, b'"version":3' in row.payload) for row in rows]
        assert left == [("A", False), ("A", True)], "the third waits behind the second, though it was acknowledged"

        producer.failing.clear()
        await say(engine, centre("B", 3))
        await publisher.publish_batch(connection, producer)
        assert await waiting(engine) == 2, "the stopped key pauses while the others go on"
    await real.stop()

    async with running(relay(engine, topics)):
        await all_published(engine)
    values = [record.value for record in await records_on(topics) if record.key == b"A"]
    assert values[-2:] == [centre("A", version).model_dump_json().encode() for version in (2, 3)]


async def test_a_message_too_large_stops_only_its_key(engine: AsyncEngine, topics: MessagingSettings) -> None:
    async with transaction(engine) as connection:
        row = outbox.outbox_row(centre("A"))
        await connection.execute(outbox_rows.insert().values(row | {"payload": b"x" * 9_000_000}))
    await say(engine, centre("A", 2), centre("B"), centre("C"))

    async def two_wait() -> bool:
        return await waiting(engine) == 2

    failures = measured("vrac_publish_failures_total", error="MessageSizeTooLargeError")
    async with running(relay(engine, topics)):
        await eventually(two_wait)

    assert measured("vrac_publish_failures_total", error="MessageSizeTooLargeError") > failures
    assert sorted(record.key for record in await records_on(topics)) == [b"B", b"C"]


async def test_one_relay_is_active_and_another_takes_over(engine: AsyncEngine, topics: MessagingSettings) -> None:
    first, second = relay(engine, topics), relay(engine, topics)
    async with running(second):
        async with running(first):
            await say(engine, *(centre("A", version) for version in range(1, 50)))
            await all_published(engine)
        await say(engine, centre("B"))
        await all_published(engine)

    keys = Counter(record.key for record in await records_on(topics))
    assert keys == {b"A": 49, b"B": 1}, "never twice"


async def test_it_is_woken_at_once(engine: AsyncEngine, topics: MessagingSettings) -> None:
    wake = asyncio.Event()
    await say(engine, centre("A"))
    async with running(relay(engine, replace(topics, relay_poll_seconds=60), wake)):
        await all_published(engine)
        await say(engine, centre("B"))
        wake.set()
        await all_published(engine)


async def test_it_outlives_a_lost_database_connection(engine: AsyncEngine, topics: MessagingSettings) -> None:
    async with running(relay(engine, topics)):
        await say(engine, centre("A"))
        await all_published(engine)
        async with engine.connect() as connection:
            await connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        await say(engine, centre("B"))
        await all_published(engine)


async def test_it_waits_for_an_absent_broker(engine: AsyncEngine, settings: MessagingSettings, tmp_path: Path) -> None:
    broker = TansuBroker(tmp_path)
    late = replace(settings, bootstrap=broker.bootstrap)
    await say(engine, centre("A"))
    with ExitStack() as later:
        async with running(relay(engine, late)):
            later.enter_context(broker)
            await create_topics(late)
            await all_published(engine)


async def test_a_broker_that_never_answers_holds_up_no_stop(engine: AsyncEngine, settings: MessagingSettings) -> None:
    asked, hung_up = asyncio.Event(), asyncio.Event()

    async def never_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read(-1)  # until the other side gives up
        writer.close()
        hung_up.set()

    silent = await asyncio.start_server(never_answer, "127.0.0.1", 0)
    async with silent:
        port = silent.sockets[0].getsockname()[1]
        waiting = relay(engine, replace(settings, bootstrap=f"127.0.0.1:{port}"))
        task = asyncio.create_task(waiting.run())
        await asyncio.wait_for(asked.wait(), 30)
        waiting.stop()
        await asyncio.wait_for(task, 5)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # aiokafka forgets the connection that it was opening
            gc.collect()
        await asyncio.wait_for(hung_up.wait(), 5)


async def test_published_rows_are_trimmed_and_waiting_ones_never(
    engine: AsyncEngine, topics: MessagingSettings
) -> None:
    await say(engine, centre("A"))
    async with running(relay(engine, topics)):
        await all_published(engine)
    async with transaction(engine) as connection:
        long_ago = func.now() - text("interval '2 days'")
        await connection.execute(outbox_rows.update().values(published_at=long_ago, created_at=long_ago))
    await say(engine, centre("B"))

    async def one_left() -> bool:
        async with engine.connect() as connection:
            return await connection.scalar(select(func.count()).select_from(outbox_rows)) == 1

    async with running(relay(engine, replace(topics, keep_published_seconds=24 * 3600.0))):
        await eventually(one_left)


async def test_the_broker_is_asked_whether_it_knows_idempotent_producers(
    topics: MessagingSettings, servers: Servers
) -> None:
    producer = await start_producer(topics)
    try:
        assert (producer._txn_manager is not None) == servers.broker.idempotent  # noqa: SLF001 - nothing public says
        await producer.send_and_wait(Topic.CENTRES.of(topics.network), b"{}", b"A")
    finally:
        await producer.stop()


def measured(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, {"service": "orders", "type": "vrac.CentreChanged.v1", **labels}) or 0


async def test_what_it_publishes_is_measured_by_type(engine: AsyncEngine, topics: MessagingSettings) -> None:
    published, batches = measured("vrac_published_total"), measured("vrac_publish_seconds_count")
    await say(engine, centre("A"), centre("B"))
    async with running(relay(engine, topics)):
        await all_published(engine)
    assert measured("vrac_published_total") == published + 2
    assert measured("vrac_publish_seconds_count") == batches + 1
