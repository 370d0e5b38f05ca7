"""The contracts as documents: JSON Schemas, the AsyncAPI file and the page that people read.

All are made from the models and committed; ``python -m shared.contracts check`` fails when one
differs from what the models say.
"""

import json
from collections.abc import Iterable, Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Any

import yaml
from faststream.kafka import KafkaBroker
from faststream.specification import AsyncAPI

from shared.contracts.event import Event
from shared.contracts.registry import EVENT_TYPES

ROOT = Path(__file__).parents[2]
SCHEMAS = Path("shared/contracts/schemas")
SAMPLES = Path("shared/contracts/samples")
EVENTS_PAGE = Path("docs/events.md")
ASYNCAPI = Path("docs/asyncapi.yaml")

_PAGE_HEAD = """\
# Events

Made from the models in `shared/contracts/` by `make contracts-write`; do not edit.

Facts in the past tense, as CloudEvents 1.0 in Kafka's binary mode (`ce_id`, `ce_type`, `ce_source`,
`ce_time`, `ce_subject`, `ce_specversion`, `traceparent`), the body as JSON. Each carries the whole new state of its
aggregate and a `version`: it is applied only where the version is higher than what is stored, so an event
may come twice, late, or before the one it builds on. Topics bear the network's prefix (`vrac` here).
"""


def file_name(event_type: type[Event]) -> str:
    """Such as ``CycleOpened.v1.json``: one file per version, for schema and sample alike."""
    return f"{event_type.fact()}.v{event_type.schema_version}.json"


def documents() -> Iterator[tuple[Path, str]]:
    """Every generated document: its path from the project's root and its text."""
    for event_type in EVENT_TYPES:
        schema = json.dumps(event_type.model_json_schema(), indent=2, ensure_ascii=False)
        yield SCHEMAS / file_name(event_type), schema + "\n"
    yield EVENTS_PAGE, _events_page()
    yield ASYNCAPI, _asyncapi()


def _events_page() -> str:
    return "\n".join([_PAGE_HEAD, *(_event_section(event_type) for event_type in EVENT_TYPES)])


def _event_section(event_type: type[Event]) -> str:
    schema = event_type.model_json_schema()
    files = (("schema", SCHEMAS), ("sample", SAMPLES))
    links = " · ".join(f"[{what}](../{folder / file_name(event_type)})" for what, folder in files)
    rows = [
        f"| `{name}` | {_type_of(field)} | {field.get('description', '')} |"
        for name, field in schema["properties"].items()
    ]
    return "\n".join(
        [
            f"## {event_type.fact()}" + (f", version {version}" if (version := event_type.schema_version) > 1 else ""),
            "",
            f"`{event_type.type_name()}` on `{event_type.topic.of('vrac')}` · {links}",
            "",
            cleandoc(event_type.__doc__ or ""),
            "",
            "| field | type | what |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def _fields(schema: dict[str, Any]) -> Iterable[tuple[str, dict[str, Any]]]:
    properties: dict[str, dict[str, Any]] = schema["properties"]
    return properties.items()


def _type_of(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_type_of(choice) for choice in field["anyOf"])
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[-1]
    if field.get("type") == "array":
        return f"list of {_type_of(field['items'])}"
    return str(field.get("format", field.get("type")))


def _asyncapi() -> str:
    broker = KafkaBroker()
    for event_type in EVENT_TYPES:
        broker.publisher(
            event_type.topic.of("vrac"),
            title=event_type.type_name(),
            description=cleandoc(event_type.__doc__ or ""),
            schema=event_type,
        )
    specification = AsyncAPI(broker, title="VRAC", version="1", schema_version="3.0.0").to_specification()
    return yaml.safe_dump(json.loads(specification.to_json()), sort_keys=True, allow_unicode=True, width=120)
