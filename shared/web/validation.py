"""What is wrong with a request, in sentences: which field, where, and what it must be."""

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from shared.web.translation import Translator

MOST_SHOWN = 5


class Fault(TypedDict):
    """One wrong field: a JSON pointer (RFC 6901) into the part named by ``where``, and the sentence."""

    where: str
    pointer: str
    sentence: str


_WHERE = {
    "body": "In the body",
    "query": "In the address after “?”",
    "path": "In the address",
    "header": "In the headers",
    "cookie": "In the cookies",
}

# By pydantic's error type; figures in braces are the error's context.
_SENTENCES = {
    "missing": "“{field}” is missing.",
    "extra_forbidden": "“{field}” is not known here: remove it.",
    "json_invalid": "the JSON cannot be read.",
    "greater_than": "“{field}” must be more than {gt}.",
    "greater_than_equal": "“{field}” must be at least {ge}.",
    "less_than": "“{field}” must be less than {lt}.",
    "less_than_equal": "“{field}” must be at most {le}.",
    "quantity_too_fine": "“{field}” is finer than a gram, a millilitre or a piece: give a whole number of them.",
    "only_a_cheque_waits": "“{field}” is for cheques only: leave it out.",
    "multiple_of": "“{field}” must be a multiple of {multiple_of}.",
    "string_too_short": "“{field}” must have at least {min_length} characters.",
    "string_too_long": "“{field}” must have at most {max_length} characters.",
    "string_pattern_mismatch": "“{field}” is not written as expected.",
    "too_short": "“{field}” must have at least {min_length} entries.",
    "too_long": "“{field}” must have at most {max_length} entries.",
    "enum": "“{field}” must be one of: {expected}.",
    "literal_error": "“{field}” must be one of: {expected}.",
    "union_tag_invalid": "“{field}” must say which kind it is: one of {expected_tags}.",
    "union_tag_not_found": "“{field}” must say which kind it is, in {discriminator}.",
}

# By the start of pydantic's error type.
_FAMILIES = {
    "int": "“{field}” must be a whole number.",
    "bool": "“{field}” must be true or false.",
    "uuid": "“{field}” must be a UUID, such as 0197f0a0-0000-7000-8000-000000000000.",
    "datetime": "“{field}” must be a date and time, such as 2026-12-05T18:00:00.",
    "date": "“{field}” must be a date, such as 2026-12-05.",
    "time": "“{field}” must be a time, such as 18:00.",
    "decimal": '“{field}” must be a decimal number written as text, such as "1.05".',
    "string": "“{field}” must be a text.",
    "list": "“{field}” must be a list.",
    "dict": "“{field}” must be an object.",
    "model": "“{field}” must be an object.",
    "timezone": "“{field}” must be a date and time, such as 2026-12-05T18:00:00.",
}
_OTHER = "“{field}” is not valid."
_MORE = "And {count} more."

TEXTS = [*_WHERE.values(), *_SENTENCES.values(), *_FAMILIES.values(), _OTHER, _MORE]


def describe(errors: Iterable[Mapping[str, Any]], translator: Translator) -> list[Fault]:
    """A sentence for each error of a request, at most a handful: the rest is counted in the last one."""
    all_errors = list(errors)
    faults = [_fault(error, translator) for error in all_errors[:MOST_SHOWN]]
    if len(all_errors) > MOST_SHOWN:
        faults[-1]["sentence"] += " " + translator(_MORE, count=len(all_errors) - MOST_SHOWN)
    return faults


def figures_of(errors: Iterable[Mapping[str, Any]], translator: Translator) -> dict[str, Any]:
    """The figures of the problem ``invalid_request``: all sentences as one text, and each fault."""
    faults = describe(errors, translator)
    return {"errors": " ".join(fault["sentence"] for fault in faults), "faults": faults}


def _fault(error: Mapping[str, Any], translator: Translator) -> Fault:
    where, *path = error["loc"]
    kind = error["type"]
    if kind == "json_invalid":
        path = []
    text = _SENTENCES.get(kind) or _FAMILIES.get(kind.split("_")[0], _OTHER)
    field = _dotted(path) or where
    sentence = translator(text, field=field, **_context(error))
    return {
        "where": str(where),
        "pointer": "".join(f"/{_escaped(part)}" for part in path),
        "sentence": f"{translator(_WHERE.get(str(where), 'In the body'))}, {sentence}",
    }


def _escaped(part: int | str) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


def _dotted(path: Iterable[int | str]) -> str:
    shown = ""
    for part in path:
        shown += f"[{part}]" if isinstance(part, int) else f".{part}" if shown else part
    return shown


def _context(error: Mapping[str, Any]) -> dict[str, Any]:
    # Never the value that was sent: it may be personal.
    return {name: value for name, value in error.get("ctx", {}).items() if name not in {"field", "error"}}
