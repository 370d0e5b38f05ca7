"""ETags: what a device already has is not sent again."""

from hashlib import sha256
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse


def etag_of(body: bytes) -> str:
    """The strong ETag of a body."""
    return f'"{sha256(body).hexdigest()[:32]}"'


def is_known(request: Request, etag: str) -> bool:
    """Whether the reader's ``If-None-Match`` names this ETag (weak comparison, RFC 9110)."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in known.split(",")}


def conditional_json(request: Request, content: Any) -> Response:  # noqa: ANN401 - any JSON content
    """JSON with its ETag, or 304 with no body if the reader has it already."""
    response = JSONResponse(content)
    etag = etag_of(bytes(response.body))
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Accept-Language, Authorization, Cookie"}
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response
