"""The way to the broker that a process's settings describe."""

from shared.messaging.settings import MessagingSettings
from shared.messaging.topic_watch import TopicWatch
from shared.messaging.topics import TopicError, all_topics
from shared.observability.checks import broker_check
from shared.observability.health import Check
from shared.settings import Settings

_IDEMPOTENT = {"auto": None, "on": True, "off": False}
_HOUR_SECONDS = 3600.0


def messaging_settings(settings: Settings) -> MessagingSettings:
    """What relay, consumer and topic creation need of the settings of either service."""
    return MessagingSettings(
        bootstrap=settings.kafka_bootstrap,
        network=settings.network,
        idempotent=_IDEMPOTENT[settings.kafka_idempotent],
        session_timeout_ms=settings.kafka_session_timeout_ms,
        replication=settings.kafka_replication,
        min_insync=settings.kafka_min_insync,
        keep_published_seconds=settings.outbox_keep_hours * _HOUR_SECONDS,
    )


def broker_checks(settings: Settings) -> tuple[Check, Check]:
    """What relay and consumer stand on: a broker that has the network's topics."""

    async def topics() -> str | None:
        watch = TopicWatch(messaging_settings(settings), all_topics(settings.network))
        try:
            await watch.start()
        except TopicError as error:
            return str(error)
        finally:
            await watch.stop()
        return None

    return broker_check(settings.kafka_bootstrap), Check("topics", topics)
