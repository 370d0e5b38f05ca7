"""What messaging needs to know, as plain values: the process reads them from its environment."""

from dataclasses import dataclass

KAFKA_SMALLEST_SESSION_MS = 6_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagingSettings:
    """One service's way to the broker.

    Args:
        bootstrap: Brokers, ``host:port`` separated by commas.
        network: Prefix of every topic and consumer group: networks share a cluster and nothing else.
        idempotent: Whether the relay's producer is idempotent; ``None`` asks the broker at start.
        session_timeout_ms: After how long a silent consumer loses its partitions. Kafka refuses less
            than 6,000; Tansu makes a joining consumer wait for half of it.
        max_poll_interval_ms: How long one poll may take to be applied before its partitions move.
        max_records: The most records in one poll, so the most events in one transaction.
        relay_batch: The most outbox rows published at a time.
        relay_poll_seconds: How often the relay looks when nothing wakes it.
        keep_published_seconds: How long published outbox rows are kept.
        send_timeout_ms: How long the producer tries to get one message acknowledged.
        replication: Copies of each partition, used when topics are created.
        min_insync: Copies that must have a message before it counts as published.
    """

    bootstrap: str
    network: str = "vrac"
    idempotent: bool | None = None
    session_timeout_ms: int = 10_000
    max_poll_interval_ms: int = 300_000
    max_records: int = 1_000
    relay_batch: int = 1_000
    relay_poll_seconds: float = 0.025
    keep_published_seconds: float = 7 * 24 * 3600.0
    send_timeout_ms: int = 30_000
    replication: int = 1
    min_insync: int = 1

    @property
    def servers(self) -> list[str]:
        """The brokers one by one."""
        return [server.strip() for server in self.bootstrap.split(",") if server.strip()]

    @property
    def heartbeat_interval_ms(self) -> int:
        """A third of the session, as Kafka recommends."""
        return self.session_timeout_ms // 3

    def group(self, service: str) -> str:
        """The consumer group of one service."""
        return f"{self.network}.{service}"
