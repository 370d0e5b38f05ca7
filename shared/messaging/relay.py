"""The relay: publishes what the outbox holds, in order per key, and never loses a row.

Rows are taken by sequence, sent together, and stamped ``published_at`` only after the broker's
acknowledgement. Killed between the two, it sends again: duplicates are possible, loss is not. A key
whose send failed stops there, so that a later state never overtakes it, and is tried again after a
pause while the other keys go on.
"""

import asyncio
import logging
from time import monotonic, perf_counter

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    InvalidProducerEpoch,
    InvalidProducerIdMapping,
    KafkaError,
    MessageSizeTooLargeError,
    OutOfOrderSequenceNumber,
    ProducerFenced,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.database import is_transient
from shared.database.locks import try_session_lock
from shared.messaging import metrics
from shared.messaging.cloudevents import source, write_headers
from shared.messaging.outbox_reading import Key, OutboxRow, mark_published, trim, unpublished
from shared.messaging.producer import start_producer
from shared.messaging.settings import MessagingSettings
from shared.messaging.topics import TopicError, all_topics, topic_ids
from shared.messaging.waiting import unless, wait_at_most

logger = logging.getLogger(__name__)

_LOCK = "relay"
_STANDBY_SECONDS = 1.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.1, 5.0
_HOUSEKEEPING_SECONDS = 5.0
# An idempotent producer that gave a batch up while no broker answered counts on from a number the
# broker never saw: it is refused for ever.
_PRODUCER_IS_LOST = (OutOfOrderSequenceNumber, InvalidProducerEpoch, InvalidProducerIdMapping, ProducerFenced)


class Relay:
    """One service's publisher; of several running, one is active and the others stand by.

    Args:
        engine: The service's database; the relay keeps one of its connections.
        service: ``orders`` or ``supply``: the source its events name.
        settings: The broker and the relay's pace.
        wake: Set by whoever commits outbox rows in this process; without it the relay polls.
    """

    def __init__(self, engine: AsyncEngine, service: str, settings: MessagingSettings, wake: asyncio.Event) -> None:
        self._engine = engine
        self._service = service
        self._settings = settings
        self._wake = wake
        self._source = source(settings.network, service)
        self._stop = asyncio.Event()
        self._pause = _FIRST_PAUSE_SECONDS
        self._stopped_keys: dict[Key, float] = {}
        self._next_housekeeping = 0.0
        metrics.RELAY_ACTIVE.labels(service).set(0)  # said from the start: nothing said raises no alarm

    async def run(self) -> None:
        """Publish until ``stop``; waits for an absent broker, topic or database.

        Raises:
            Exception: something that does not pass by itself, so the process must end and say so.
        """
        while not self._stop.is_set():
            try:
                await self._lead()
            except Exception as error:
                if not (isinstance(error, (KafkaError, TopicError)) or is_transient(error)):
                    raise
                logger.warning("relay_interrupted", extra={"service": self._service, "error": repr(error)})
                await wait_at_most(self._stop, self._pause)
                self._pause = min(self._pause * 2, _LONGEST_PAUSE_SECONDS)

    def stop(self) -> None:
        """Let ``run`` return once the batch in flight is acknowledged and stamped."""
        self._stop.set()
        self._wake.set()

    async def _lead(self) -> None:
        """Take the lock, then publish for as long as the connection that holds it lives."""
        async with self._engine.connect() as plain:
            connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
            while not await try_session_lock(connection, _LOCK):
                await wait_at_most(self._stop, _STANDBY_SECONDS)
                if self._stop.is_set():
                    return
            try:
                await self._publish_all(connection)
            finally:
                metrics.RELAY_ACTIVE.labels(self._service).set(0)
                # The lock belongs to the session: a pooled connection would keep it.
                await connection.invalidate()

    async def _publish_all(self, connection: AsyncConnection) -> None:
        # A broker that goes away while it starts keeps it waiting for as long as it is away.
        producer = await unless(self._stop, start_producer(self._settings))
        if producer is None:
            return
        try:
            await topic_ids(producer.client, all_topics(self._settings.network))
            metrics.RELAY_ACTIVE.labels(self._service).set(1)
            while not self._stop.is_set():
                await self._keep_house(connection)
                self._wake.clear()  # before looking: what commits after the SELECT wakes us again
                if not await self.publish_batch(connection, producer):
                    await wait_at_most(self._wake, self._settings.relay_poll_seconds)
        finally:
            await producer.stop()

    async def publish_batch(self, connection: AsyncConnection, producer: AIOKafkaProducer) -> int:
        """Send the next rows and stamp those acknowledged; how many there were to send.

        Raises:
            KafkaError: the producer can't be used any more; a new one sends what is left.
        """
        rows = await unpublished(connection, self._settings.relay_batch, self._keys_to_skip())
        if not rows:
            return 0
        began = perf_counter()
        errors = await self._send(producer, rows)
        took = perf_counter() - began
        for type_name in {row.type for row in rows}:
            metrics.PUBLISH_SECONDS.labels(self._service, type_name).observe(took)
        published = self._before_first_failure(rows, errors)
        await mark_published(connection, published)
        for row in published:
            metrics.PUBLISHED.labels(self._service, row.type).inc()
        for error in errors:
            if isinstance(error, _PRODUCER_IS_LOST):
                raise error
        self._pause = _FIRST_PAUSE_SECONDS
        return len(rows)

    async def _send(self, producer: AIOKafkaProducer, rows: list[OutboxRow]) -> list[KafkaError | None]:
        """Send all rows at once; for each the error, or ``None`` once acknowledged.

        A message too large stops its key. Any other refusal stops its topic for this batch: each
        of its rows would wait as long again.
        """
        refused: dict[str | Key, KafkaError] = {}
        sent: list[asyncio.Future[object] | KafkaError] = []
        for row in rows:
            error = refused.get(row.topic) or refused.get((row.topic, row.key))
            try:
                sent.append(error or await self._hand_over(producer, row))
            except MessageSizeTooLargeError as too_large:
                refused[row.topic, row.key] = too_large
                sent.append(too_large)
            except KafkaError as refusal:
                refused[row.topic] = refusal
                sent.append(refusal)
        return [await _outcome(answer) for answer in sent]

    async def _hand_over(self, producer: AIOKafkaProducer, row: OutboxRow) -> asyncio.Future[object]:
        """Give a row to the producer; the future ends with the broker's answer."""
        topic = f"{self._settings.network}.{row.topic}"
        headers = write_headers(self._source, row)
        sent: asyncio.Future[object] = await producer.send(topic, row.payload, row.key.encode(), headers=headers)
        return sent

    def _before_first_failure(self, rows: list[OutboxRow], errors: list[KafkaError | None]) -> list[OutboxRow]:
        """The acknowledged rows up to each key's first failure, whose key then waits."""
        failed: set[Key] = set()
        published = []
        for row, error in zip(rows, errors, strict=True):
            if error is not None:
                self._note_failure(row, error)
                failed.add((row.topic, row.key))
            elif (row.topic, row.key) not in failed:
                published.append(row)
        until = monotonic() + _STANDBY_SECONDS
        self._stopped_keys |= dict.fromkeys(failed, until)
        return published

    def _note_failure(self, row: OutboxRow, error: KafkaError) -> None:
        metrics.PUBLISH_FAILURES.labels(self._service, row.type, type(error).__name__).inc()
        logger.error(
            "publish_failed",
            extra={"service": self._service, "event_id": str(row.id), "event_type": row.type, "error": repr(error)},
        )

    def _keys_to_skip(self) -> list[Key]:
        now = monotonic()
        self._stopped_keys = {key: until for key, until in self._stopped_keys.items() if until > now}
        return list(self._stopped_keys)

    async def _keep_house(self, connection: AsyncConnection) -> None:
        if monotonic() < self._next_housekeeping:
            return
        self._next_housekeeping = monotonic() + _HOUSEKEEPING_SECONDS
        await trim(connection, self._settings.keep_published_seconds)


async def _outcome(answer: asyncio.Future[object] | KafkaError) -> KafkaError | None:
    """The error of one send, or ``None`` once acknowledged."""
    if isinstance(answer, KafkaError):
        return answer
    try:
        await answer
    except KafkaError as error:
        return error
    return None
