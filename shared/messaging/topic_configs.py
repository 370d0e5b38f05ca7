"""How the topics are kept: for ever, and large enough events."""

from collections.abc import Sequence
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import for_code

from shared.messaging.settings import MessagingSettings

MOST_BYTES = 8 * 1024 * 1024
"""The largest event: a catalogue of thousands of products is one, and brokers take 1 MB unless told."""
_KEPT_FOR_EVER = {"retention.ms": "-1", "retention.bytes": "-1", "cleanup.policy": "delete"}
_SET_ON_THE_TOPIC = 1
_NAME, _VALUE, _SOURCE = 0, 1, 3


def configs_of(settings: MessagingSettings) -> dict[str, str]:
    """What each topic is told."""
    bounds = {"min.insync.replicas": str(settings.min_insync), "max.message.bytes": str(MOST_BYTES)}
    return _KEPT_FOR_EVER | bounds


async def correct_configs(client: AIOKafkaAdminClient, names: Sequence[str], settings: MessagingSettings) -> list[str]:
    """Tell those topics that are kept otherwise; what else was set on them stays.

    Returns:
        Their names.

    Raises:
        KafkaError: the broker refused, or none answered.
    """
    wanted = configs_of(settings)
    corrected = []
    for name in names:
        entries = await _entries(client, name)
        found = {entry[_NAME]: entry[_VALUE] for entry in entries}
        if wanted.items() <= found.items():
            continue
        kept = {entry[_NAME]: entry[_VALUE] for entry in entries if entry[_SOURCE] == _SET_ON_THE_TOPIC}
        await _alter(client, name, kept | wanted)
        corrected.append(name)
    return corrected


async def _entries(client: AIOKafkaAdminClient, name: str) -> list[tuple[Any, ...]]:
    [answer] = await client.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
    [(code, _, _, _, entries)] = answer.resources
    _raise(code)
    return list(entries)


async def _alter(client: AIOKafkaAdminClient, name: str, configs: dict[str, str]) -> None:
    [answer] = await client.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, configs)])
    [(code, *_)] = answer.resources
    _raise(code)


def _raise(code: int) -> None:
    if code:
        raise for_code(code)
