"""A JSON document that somebody sent, its numbers as text: none passes through a float."""

import json

from shared.kernel.refusal import Refused


def read_json(content: bytes) -> object:
    """The document, of objects, lists, text, truth values and nulls.

    Raises:
        Refused: ``json_unreadable``.
    """
    try:
        document = json.loads(content, parse_float=str, parse_int=str, parse_constant=str)
        json.dumps(document, ensure_ascii=False).encode()  # half of a surrogate pair is no text: it can't be stored
    except (ValueError, RecursionError):
        raise Refused("json_unreadable") from None
    return document
