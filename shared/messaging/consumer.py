"""The consumer: polls of Kafka through the guard, offsets committed after the database.

Killed between the two commits it hears the poll again; events carry versions, so that changes
nothing. What the guard can't apply now is rewound; what it doesn't understand stops the process.
"""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from typing import Any

from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from faststream.kafka import KafkaMessage
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.messaging.guard import Guard, NotNowError
from shared.messaging.lag import LagWatch
from shared.messaging.settings import MessagingSettings
from shared.messaging.subscriber import build_broker
from shared.messaging.subscription import Subscription
from shared.messaging.topic_watch import TopicWatch
from shared.messaging.topics import TopicError, topics_of
from shared.messaging.waiting import wait_at_most

logger = logging.getLogger(__name__)

_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.1, 5.0
_REWIND_PAUSE_SECONDS = 1.0
_LOOK_EVERY_SECONDS = 1.0


class Consumer:
    """One service's ears.

    Args:
        engine: The service's database.
        service: ``orders`` or ``supply``: with the network it names the consumer group.
        subscriptions: What is applied by whom, in the order in which one poll applies it.
        settings: The broker.
        wake: The relay's: handlers may append events.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        service: str,
        subscriptions: Sequence[Subscription[Any]],
        settings: MessagingSettings,
        wake: asyncio.Event,
    ) -> None:
        self._service = service
        self._wake = wake
        self._stop = asyncio.Event()
        self._failure: Exception | None = None
        patience = settings.max_poll_interval_ms / 1000 / 3
        self.guard = Guard(engine, service, subscriptions, patience_seconds=patience, stop=self._stop)
        topics = topics_of(settings.network, subscriptions)
        self.broker = build_broker(settings, topics, settings.group(service), self._hear)
        self._lag = LagWatch(service)
        self._topics = TopicWatch(settings, topics)

    async def run(self) -> None:
        """Listen until ``stop``; waits for an absent broker.

        Raises:
            Exception: what a handler could not cope with: the process must end and say so.
        """
        try:
            await self._start()
            while not self._stop.is_set():
                await self._look(self._consumer())
                await wait_at_most(self._stop, _LOOK_EVERY_SECONDS)
        finally:
            await self.broker.stop()
            await self._topics.stop()
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Let ``run`` return once the poll in flight is applied and its offsets are committed."""
        self._stop.set()

    async def fault(self) -> str | None:
        """Why nothing would be heard now, or ``None``: for the process's health."""
        consumer = self._consumer()
        has_partitions = consumer is not None and consumer.assignment()
        return None if has_partitions else "no partition to listen to: it has not joined its group"

    async def _look(self, consumer: Any) -> None:  # noqa: ANN401 - aiokafka has no types
        """Measure how far behind we are; begin again where the broker lost what we had heard."""
        if consumer is None:
            return
        await self._lag.measure(consumer)
        try:
            await self._began_again(consumer)
        except (KafkaError, TopicError) as error:
            logger.warning("topics_not_seen", extra={"service": self._service, "error": repr(error)})

    async def _began_again(self, consumer: Any) -> bool:  # noqa: ANN401 - aiokafka has no types
        """Whether a topic was made again meanwhile: it is then read from its beginning.

        Offsets tell nothing of it: what is said again may end as far as what was lost.
        """
        made_again = await self._topics.made_again()
        lost = [partition for partition in consumer.assignment() if partition.topic in made_again]
        if lost:
            logger.warning("broker_lost_records", extra={"service": self._service, "topics": sorted(made_again)})
            await consumer.seek_to_beginning(*lost)
        self._topics.remember(made_again)
        return bool(made_again)

    async def _start(self) -> None:
        """Join the group; waits for the broker and for the topics until told to stop."""
        pause = _FIRST_PAUSE_SECONDS
        while not self._stop.is_set():
            try:
                await self._unless_stopped(self._join())
            except (KafkaError, TopicError) as error:
                logger.warning("consumer_waits_for_broker", extra={"service": self._service, "error": repr(error)})
                await self.broker.stop()
                await wait_at_most(self._stop, pause)
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
            else:
                return

    async def _join(self) -> None:
        await self._topics.start()
        await self.broker.start()

    async def _unless_stopped(self, work: Coroutine[Any, Any, None]) -> None:
        working, stopped = asyncio.create_task(work), asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait((working, stopped), return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                await working
        finally:
            working.cancel()
            stopped.cancel()
            await asyncio.gather(working, stopped, return_exceptions=True)

    def _consumer(self) -> Any:  # noqa: ANN401 - aiokafka has no types
        return getattr(self.broker.subscribers[0], "consumer", None)

    async def _hear(self, message: KafkaMessage) -> None:
        """Apply one poll, then commit its offsets; never lets FastStream see an exception."""
        records: tuple[ConsumerRecord, ...] = message.raw_message
        if self._failure is not None:
            return  # the process is ending: nothing more is applied, no offset passes the failure
        self._lag.taken(records)
        try:
            await self.guard.handle(records)
        except NotNowError as error:
            self._lag.put_back()
            logger.warning("poll_rewound", extra={"service": self._service, "error": str(error)})
            rewind(message.consumer, records)
            await wait_at_most(self._stop, _REWIND_PAUSE_SECONDS)
            return
        except Exception as error:
            logger.exception("consumer_stopped", extra={"service": self._service})
            # Not FastStream's StopConsume: from a batch it cancels itself and never leaves the group.
            self._failure = error
            self._stop.set()
            return
        self._wake.set()
        self._lag.handled(records)
        await self._commit(message)

    async def _commit(self, message: KafkaMessage) -> None:
        try:
            if not await self._began_again(message.consumer):
                await message.ack()
        except (KafkaError, TopicError) as error:
            # The partitions moved meanwhile: whoever has them hears these records again.
            logger.warning("offsets_not_committed", extra={"service": self._service, "error": repr(error)})


def rewind(consumer: Any, records: Sequence[ConsumerRecord]) -> None:  # noqa: ANN401 - aiokafka has no types
    """Put every partition of ``records`` that is still ours back to its first record of them.

    FastStream's ``nack`` stops at the first partition that has moved, and the next commit would
    pass what the others hold.
    """
    first: dict[TopicPartition, int] = {}
    for record in records:
        first.setdefault(TopicPartition(record.topic, record.partition), record.offset)
    for partition in first.keys() & consumer.assignment():
        consumer.seek(partition, first[partition])
