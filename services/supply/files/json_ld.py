"""A JSON document that somebody sent, its numbers as text: none passes through a float."""

import json

from shared.kernel.refusal import Refused


def read_json(content: bytes) -> object:
    """The document, of objects, lists, text, truth values and nulls.

    Raises:
        Refused: ``json_unreadable``.
    """
    try:
        return json.loads(content, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise Refused("json_unreadable") from None
