"""What a broker knows of topics: each one's identity, and asking makes none.

aiokafka asks in a version without topic ids, and so that a broker may make what it is asked for.
"""

from collections.abc import Iterable
from functools import partial
from io import BytesIO
from typing import Any, NamedTuple
from uuid import UUID

import aiokafka.admin.client
import aiokafka.client
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import NodeNotReadyError
from aiokafka.protocol.abstract import AbstractType
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.metadata import MetadataRequest
from aiokafka.protocol.types import (
    Boolean,
    CompactArray,
    CompactString,
    Int16,
    Int32,
    Schema,
    TaggedFields,
)

_METADATA, _WITH_TOPIC_IDS = 3, 12
_NOTHING = UUID(int=0)


class TopicSeen(NamedTuple):
    """One topic; made again it has another ``id``."""

    id: UUID
    partitions: int


def make_no_topics_by_asking() -> None:
    """Make every client of this process ask so; calling it again changes nothing."""
    ask = partial(MetadataRequest, allow_auto_topic_creation=False)
    aiokafka.client.MetadataRequest = aiokafka.admin.client.MetadataRequest = ask


async def seen_topics(client: AIOKafkaClient, names: Iterable[str]) -> dict[str, TopicSeen]:
    """Those of ``names`` that are there.

    Raises:
        KafkaError: no broker answered.
    """
    node = client.get_random_node()
    if node is None:
        raise NodeNotReadyError("no broker is known")
    answer = await client.send(node, _AskForTopics(names))
    return {name: TopicSeen(of, len(partitions)) for _, name, of, _, partitions, *_ in answer.topics if of.int}


class _Uuid(AbstractType):  # type: ignore[misc] # aiokafka has no types
    @classmethod
    def encode(cls, value: UUID) -> bytes:
        return value.bytes

    @classmethod
    def decode(cls, data: BytesIO) -> UUID:
        return UUID(bytes=data.read(16))


_TAGS = ("tags", TaggedFields)
_TEXT = CompactString("utf-8")
_PARTITION = [(name, Int32) for name in ("partition", "leader", "leader_epoch")]
_REPLICAS = [(name, CompactArray(Int32)) for name in ("replicas", "in_sync", "offline")]


class _Topics(Response):  # type: ignore[misc] # aiokafka has no types
    API_KEY, API_VERSION = _METADATA, _WITH_TOPIC_IDS
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        ("brokers", CompactArray(("node_id", Int32), ("host", _TEXT), ("port", Int32), ("rack", _TEXT), _TAGS)),
        ("cluster_id", _TEXT),
        ("controller", Int32),
        (
            "topics",
            CompactArray(
                ("error", Int16),
                ("name", _TEXT),
                ("id", _Uuid),
                ("internal", Boolean),
                ("partitions", CompactArray(("error", Int16), *_PARTITION, *_REPLICAS, _TAGS)),
                ("authorized_operations", Int32),
                _TAGS,
            ),
        ),
        _TAGS,
    )


class _TopicsRequest(RequestStruct):  # type: ignore[misc] # aiokafka has no types
    FLEXIBLE_VERSION = True
    API_KEY, API_VERSION = _METADATA, _WITH_TOPIC_IDS
    RESPONSE_TYPE = _Topics
    SCHEMA = Schema(
        ("topics", CompactArray(("id", _Uuid), ("name", _TEXT), _TAGS)),
        ("allow_auto_topic_creation", Boolean),
        ("include_authorized_operations", Boolean),
        _TAGS,
    )


class _AskForTopics(Request[_TopicsRequest]):  # type: ignore[misc] # aiokafka has no types
    API_KEY = _METADATA

    def __init__(self, names: Iterable[str]) -> None:
        self._topics: list[tuple[UUID, str, dict[int, bytes]]] = [(_NOTHING, name, {}) for name in names]

    def build(self, request: Any) -> Any:  # noqa: ANN401 - aiokafka has no types
        return request(self._topics, False, False, {})
