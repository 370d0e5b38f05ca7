"""Whether the topics one listens to are still those one began to listen to."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from aiokafka.client import AIOKafkaClient

from shared.messaging.settings import MessagingSettings
from shared.messaging.topics import topic_ids


class TopicWatch:
    """Sees topics made again: a broker that lost its log has others, though their ends may be as far by now."""

    def __init__(self, settings: MessagingSettings, names: Sequence[str]) -> None:
        self._settings = settings
        self._names = names
        self._client: AIOKafkaClient | None = None
        self._known: dict[str, UUID] = {}

    async def start(self) -> None:
        """Remember the topics as they are.

        Raises:
            TopicError: one is not there, or not as it should be.
            KafkaError: no broker answered.
        """
        await self.stop()
        self._client = AIOKafkaClient(
            bootstrap_servers=self._settings.servers, client_id=f"{self._settings.network}-watch"
        )
        await self._client.bootstrap()
        self._known = await topic_ids(self._client, self._names)

    async def made_again(self) -> dict[str, UUID]:
        """The topics that are others than those remembered.

        Raises:
            TopicError: one is not there, or not as it should be.
            KafkaError: no broker answered.
        """
        found = await topic_ids(self._client, self._names)
        return {name: known for name, known in found.items() if known != self._known[name]}

    def remember(self, made_again: Mapping[str, UUID]) -> None:
        """Listen to these from now on: they are read from their beginning."""
        self._known |= made_again

    async def stop(self) -> None:
        """Close the connections to the brokers."""
        if self._client is not None:
            await self._client.close()
            self._client = None
