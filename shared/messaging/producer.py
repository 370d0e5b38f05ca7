"""The raw producer: FastStream's own would publish with ``acks=1``."""

from aiokafka import AIOKafkaProducer
from aiokafka.errors import UnknownError

from shared.messaging.settings import MessagingSettings
from shared.messaging.topic_configs import MOST_BYTES
from shared.messaging.topic_metadata import make_no_topics_by_asking


async def start_producer(settings: MessagingSettings) -> AIOKafkaProducer:
    """A started producer: ``acks=all``, nothing lingers, idempotent where the broker knows how.

    Raises:
        KafkaError: no broker answered, or it refused.
    """
    if settings.idempotent is not None:
        return await _started(settings, idempotent=settings.idempotent)
    try:
        return await _started(settings, idempotent=True)
    except UnknownError:  # what a broker without producer ids answers
        return await _started(settings, idempotent=False)


async def _started(settings: MessagingSettings, *, idempotent: bool) -> AIOKafkaProducer:
    make_no_topics_by_asking()
    producer = AIOKafkaProducer(
        bootstrap_servers=settings.servers,
        client_id=f"{settings.network}-relay",
        acks="all",
        enable_idempotence=idempotent,
        linger_ms=0,
        max_batch_size=256 * 1024,
        max_request_size=MOST_BYTES,
        request_timeout_ms=settings.send_timeout_ms,
    )
    try:
        await producer.start()
    except BaseException:
        await producer.stop()
        raise
    return producer
