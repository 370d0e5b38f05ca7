"""The way to the broker that a process's settings describe."""

from shared.messaging.settings import MessagingSettings
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
