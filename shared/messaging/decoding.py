"""From a raw Kafka record to an event, or to the reason why it can't be one."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiokafka import ConsumerRecord
from pydantic import ValidationError

from shared.contracts.event import Event
from shared.messaging.cloudevents import BadHeadersError, read_headers

_MOST_FAULTS_TOLD = 3


class UndecodableError(ValueError):
    """The record will never be an event as it is.

    Args:
        kind: ``headers``, ``type``, ``topic``, ``null``, ``json`` or ``schema``: what metrics count.
        reason: What is wrong and where, without any value from the message.
        type_name: Its CloudEvents type where that could be read.
    """

    def __init__(self, kind: str, reason: str, type_name: str | None = None) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.type_name = type_name


@dataclass(frozen=True, slots=True)
class Message:
    """One record and the event in it."""

    record: ConsumerRecord
    event: Event
    traceparent: str | None


def decode(record: ConsumerRecord, types: Mapping[str, type[Event]]) -> Message:
    """The event in ``record``.

    Args:
        record: As it came: key, value and headers in bytes.
        types: Every event type of the network by its CloudEvents type.

    Raises:
        UndecodableError: bad or missing header, unknown type, one of another topic, null value, bad
            JSON, wrong schema.
    """
    try:
        headers = read_headers(record.headers)
    except BadHeadersError as error:
        raise UndecodableError("headers", str(error)) from None
    name = headers["ce_type"]
    if name not in types:
        raise UndecodableError("type", f"unknown type {name}", name)
    if record.topic.rpartition(".")[2] != types[name].topic:
        raise UndecodableError("topic", f"{name} travels on {types[name].topic}, not on {record.topic}", name)
    if record.value is None:
        raise UndecodableError("null", "the value is null", name)
    try:
        event = types[name].model_validate_json(record.value)
    except ValidationError as error:
        raise _wrong(error, name) from None
    return Message(record, event, headers.get("traceparent"))


def _wrong(error: ValidationError, name: str) -> UndecodableError:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    kind = "json" if faults[0]["type"] == "json_invalid" else "schema"
    told = "; ".join(
        f"{'.'.join(map(str, fault['loc'])) or 'body'}: {fault['msg']}" for fault in faults[:_MOST_FAULTS_TOLD]
    )
    return UndecodableError(kind, f"{'bad JSON' if kind == 'json' else 'wrong schema'}: {told}", name)
