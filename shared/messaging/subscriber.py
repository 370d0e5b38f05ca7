"""The FastStream broker with its one subscriber, every default that breaks a promise changed.

FastStream's own parser decodes headers before any handler runs: one bad header would lose a whole
poll. Ours shows it records without headers or value, and gives the guard the raw ones.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from aiokafka import ConsumerRecord
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage

from shared.messaging import tolerant_records
from shared.messaging.settings import MessagingSettings
from shared.messaging.topic_metadata import make_no_topics_by_asking

Handler = Callable[[KafkaMessage], Awaitable[None]]
_Parse = Callable[[tuple[ConsumerRecord, ...]], Awaitable[KafkaMessage]]

_METADATA_MAX_AGE_MS = 30_000
# Apache Kafka answers a fetch as soon as there is something; the memory-only broker looks again
# after half the wait, so this is its delay, and the cost of listening while nothing is said.
_FETCH_MAX_WAIT_MS, _BATCH_TIMEOUT_MS = 50, 50


def build_broker(settings: MessagingSettings, topics: Sequence[str], group: str, handle: Handler) -> KafkaBroker:
    """A broker whose only subscriber gives each poll of all ``topics``, raw, to ``handle``.

    Offsets are never committed but by ``message.ack()``; a new group reads from the beginning.
    """
    tolerant_records.install()
    make_no_topics_by_asking()
    broker = KafkaBroker(
        settings.servers,
        client_id=group,
        consumer_only=True,
        apply_types=False,
        metadata_max_age_ms=_METADATA_MAX_AGE_MS,
        logger=logging.getLogger(f"{__name__}.faststream"),
        log_level=logging.DEBUG,
    )
    subscriber = broker.subscriber(
        *topics,
        batch=True,
        group_id=group,
        ack_policy=AckPolicy.MANUAL,
        auto_offset_reset="earliest",
        max_records=settings.max_records,
        session_timeout_ms=settings.session_timeout_ms,
        heartbeat_interval_ms=settings.heartbeat_interval_ms,
        max_poll_interval_ms=settings.max_poll_interval_ms,
        fetch_max_wait_ms=_FETCH_MAX_WAIT_MS,
        batch_timeout_ms=_BATCH_TIMEOUT_MS,
        parser=parse_untouched,
        decoder=_the_message_itself,
    )
    subscriber(handle)
    return broker


async def parse_untouched(records: tuple[ConsumerRecord, ...], parse: _Parse) -> KafkaMessage:
    """FastStream's message around records of which it has read neither headers nor value."""
    bare = (replace(records[0], headers=(), value=None), replace(records[-1], headers=(), value=None))
    message = await parse(bare)
    message.raw_message = records
    return message


async def _the_message_itself(message: KafkaMessage) -> KafkaMessage:
    return message
