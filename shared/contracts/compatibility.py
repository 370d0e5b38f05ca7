"""May a published event's schema change like that? Only its words may.

Readers are closed (they refuse what they do not know) and topics are kept for ever, so a message
that an older writer made must stay readable and a message that a newer writer makes must be
readable by an older reader: what a version accepts never changes. Anything else is a new version.
"""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

_WORDS = frozenset({"title", "description", "examples", "$defs", "discriminator"})
_UNORDERED = frozenset({"required", "enum"})


def what_it_accepts(schema: Schema) -> Any:  # noqa: ANN401 - a JSON value
    """The schema without its words, each ``$ref`` replaced by what it names."""
    return _accepted(schema, schema.get("$defs", {}))


def breaking_changes(published: Schema, current: Schema) -> list[str]:
    """Each place where ``current`` accepts something else than ``published``, in words; empty if none."""
    return list(_differences(what_it_accepts(published), what_it_accepts(current), "the event"))


def _accepted(node: Any, definitions: Schema) -> Any:  # noqa: ANN401 - a JSON value
    if isinstance(node, list):
        return [_accepted(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _accepted(definitions[node["$ref"].rsplit("/", 1)[-1]], definitions)
    return {
        key: _accepted_properties(value, definitions) if key == "properties" else _part(key, value, definitions)
        for key, value in node.items()
        if key not in _WORDS
    }


def _accepted_properties(properties: Schema, definitions: Schema) -> Schema:
    return {name: _accepted(schema, definitions) for name, schema in properties.items()}


def _part(key: str, value: Any, definitions: Schema) -> Any:  # noqa: ANN401 - a JSON value
    accepted = _accepted(value, definitions)
    return sorted(accepted, key=str) if key in _UNORDERED else accepted


def _differences(published: Any, current: Any, where: str) -> Iterator[str]:  # noqa: ANN401 - JSON values
    if isinstance(published, dict) and isinstance(current, dict):
        for key in sorted(published.keys() | current.keys()):
            place = where if key == "properties" else f"{where}.{key}"
            if key not in current:
                yield f"{place} is gone: a newer reader refuses what an older writer sent"
            elif key not in published:
                yield f"{place} is new: an older reader refuses what a newer writer sends"
            else:
                yield from _differences(published[key], current[key], place)
    elif published != current:
        yield f"{where} was {published!r} and is {current!r}"
