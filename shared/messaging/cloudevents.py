"""CloudEvents 1.0 over Kafka in binary mode: headers of a record, written and read."""

from collections.abc import Sequence

from shared.messaging.outbox_reading import OutboxRow
from shared.messaging.tolerant_records import REPLACEMENT

Headers = list[tuple[str, bytes]]

CONTENT_TYPE = "application/json"
_REQUIRED = ("ce_id", "ce_type", "ce_source", "ce_specversion")


class BadHeadersError(ValueError):
    """The record's headers are not those of a CloudEvent; the message says which and why."""


def source(network: str, service: str) -> bytes:
    """Who says it: the network's service."""
    return f"/{network}/{service}".encode()


def write_headers(source: bytes, row: OutboxRow) -> Headers:
    """The headers of one event; the row's own (``traceparent``) travel as they are."""
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", str(row.id).encode()),
        ("ce_type", row.type.encode()),
        ("ce_source", source),
        ("ce_subject", row.key.encode()),
        ("ce_time", row.created_at.isoformat().encode()),
        ("content-type", b"application/json"),
    ]
    headers.extend((name, value.encode()) for name, value in row.headers.items())
    return headers


def read_headers(headers: Sequence[tuple[str, bytes | None]]) -> dict[str, str]:
    """The headers as text.

    Raises:
        BadHeadersError: one is null or not UTF-8, a required one is missing, the version of
            CloudEvents or the content type is another.
    """
    read = {name: _text(name, value) for name, value in headers}
    for name in _REQUIRED:
        if not read.get(name):
            raise BadHeadersError(f"header {name} is missing")
    if read["ce_specversion"] != "1.0":
        raise BadHeadersError("header ce_specversion is not 1.0")
    if read.get("content-type", CONTENT_TYPE).partition(";")[0].strip().lower() != CONTENT_TYPE:
        raise BadHeadersError(f"header content-type is not {CONTENT_TYPE}")
    return read


def _text(name: str, value: bytes | None) -> str:
    if REPLACEMENT in name:
        raise BadHeadersError("the name of a header is not UTF-8 text")
    if value is None:
        raise BadHeadersError(f"header {name} is null")
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise BadHeadersError(f"header {name} is not UTF-8 text") from None
