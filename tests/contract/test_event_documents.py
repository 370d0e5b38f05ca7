"""Schemas, samples and pages of the events: committed, true, and never changed in meaning."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from shared.contracts.compatibility import breaking_changes
from shared.contracts.documents import ROOT, SAMPLES, SCHEMAS, documents, file_name
from shared.contracts.event import Event
from shared.contracts.registry import BY_TYPE_NAME, EVENT_TYPES

every_event = pytest.mark.parametrize("event_type", EVENT_TYPES, ids=lambda event_type: event_type.type_name())


def schema_of(event_type: type[Event]) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((ROOT / SCHEMAS / file_name(event_type)).read_text(encoding="utf-8"))
    return schema


def sample_of(event_type: type[Event]) -> str:
    return (ROOT / SAMPLES / file_name(event_type)).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "text"), list(documents()), ids=lambda value: value.name if isinstance(value, Path) else ""
)
def test_committed_documents_are_what_the_models_say(path: Path, text: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == text


@every_event
def test_a_golden_sample_reads_and_writes_back_the_same(event_type: type[Event]) -> None:
    sample = sample_of(event_type)
    event = BY_TYPE_NAME[event_type.type_name()].model_validate_json(sample)
    assert json.loads(event.model_dump_json()) == json.loads(sample)
    Draft202012Validator(schema_of(event_type)).validate(json.loads(sample))


@every_event
def test_an_event_with_an_unknown_field_is_refused(event_type: type[Event]) -> None:
    stranger = json.dumps(json.loads(sample_of(event_type)) | {"phone": "0600000000"})
    with pytest.raises(ValidationError, match="Extra inputs"):
        event_type.model_validate_json(stranger)


@every_event
def test_an_event_has_a_key_and_a_topic(event_type: type[Event]) -> None:
    event = event_type.model_validate_json(sample_of(event_type))
    assert event.key in sample_of(event_type)
    assert event.topic.of("lyon").startswith("lyon.")


@pytest.mark.parametrize(
    ("type_name", "field"),
    [
        ("CycleOpened", "centres"),
        ("CycleOpened", "catalogue"),
        ("CatalogueRevised", "catalogue"),
        ("CycleSettled", "invoices"),
        ("CycleSettled", "left_out"),
        ("CycleSealed", "group_orders"),
        ("HouseholdOrderConfirmed", "lines"),
        ("HouseholdOrderSettled", "lines"),
        ("HouseholdOrderHandedOver", "lines"),
    ],
)
def test_what_is_said_twice_of_one_thing_is_refused(type_name: str, field: str) -> None:
    event_type = BY_TYPE_NAME[f"vrac.{type_name}.v1"]
    body = json.loads(sample_of(event_type))
    body[field] = [*body[field], *body[field]] or [str(UUID(int=1))] * 2
    with pytest.raises(ValidationError, match="once"):
        event_type.model_validate_json(json.dumps(body))


def test_no_published_version_lost_its_model() -> None:
    known = {file_name(event_type) for event_type in EVENT_TYPES}
    assert {path.name for path in (ROOT / SCHEMAS).iterdir()} == known
    assert {path.name for path in (ROOT / SAMPLES).iterdir()} == known


PUBLISHED: dict[str, Any] = {
    "description": "An order.",
    "properties": {"id": {"$ref": "#/$defs/Id"}, "state": {"enum": ["a", "b"]}},
    "required": ["id", "state"],
    "$defs": {"Id": {"type": "string", "description": "words"}},
}


def changed(**parts: Any) -> dict[str, Any]:
    return PUBLISHED | parts


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        (changed(description="Other words.", required=["state", "id"]), []),
        (changed(properties={"id": {"type": "string"}, "state": {"enum": ["b", "a"]}}), []),
        (
            changed(properties=PUBLISHED["properties"] | {"note": {"type": "string"}}),
            ["the event.note is new: an older reader refuses what a newer writer sends"],
        ),
        (
            changed(properties={"id": {"type": "string"}}),
            ["the event.state is gone: a newer reader refuses what an older writer sent"],
        ),
        (changed(required=["id"]), ["the event.required was ['id', 'state'] and is ['id']"]),
        (
            changed(properties=PUBLISHED["properties"] | {"state": {"enum": ["a", "b", "c"]}}),
            ["the event.state.enum was ['a', 'b'] and is ['a', 'b', 'c']"],
        ),
    ],
)
def test_only_the_words_of_a_published_version_may_change(current: dict[str, Any], expected: list[str]) -> None:
    assert breaking_changes(PUBLISHED, current) == expected
