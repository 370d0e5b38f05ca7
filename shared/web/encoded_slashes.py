"""A code may hold a slash, such as a lot named ``L26/41``: in an address it is written ``%2F``.

Servers decode an address before its route is looked for, and a slash in a code would then part the
address in two. So an encoded slash passes the routes as another character, and is a slash again in
what a route is given.
"""

from urllib.parse import unquote

from starlette.convertors import StringConvertor, register_url_convertor
from starlette.types import Scope

_STANDS_FOR_A_SLASH = "\ue000"  # private use: no code on a keyboard has it


class _Segment(StringConvertor):
    def convert(self, value: str) -> str:
        return value.replace(_STANDS_FOR_A_SLASH, "/")


register_url_convertor("str", _Segment())


def keep_encoded_slashes(scope: Scope) -> None:
    """Let a request's encoded slashes be part of the codes they stand in."""
    raw: bytes = scope.get("raw_path") or b""
    if b"%2f" in raw.lower():
        parts = raw.decode("latin-1").replace("%2f", "%2F").split("%2F")
        scope["path"] = _STANDS_FOR_A_SLASH.join(unquote(part) for part in parts)
