"""The outermost layer of every app: body limit, security headers, one trace id per request."""

import asyncio
import re
from collections.abc import Iterable, Mapping
from time import perf_counter
from types import MappingProxyType
from uuid import uuid4

import structlog
from opentelemetry.trace import format_span_id, format_trace_id, get_current_span
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.messaging.outbox import current_traceparent
from shared.observability.metrics import HTTP_REQUESTS
from shared.web import problems
from shared.web.encoded_slashes import keep_encoded_slashes

MAX_BODY_BYTES = 2 * 1024 * 1024
SLOW_SECONDS = 1
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
METHODS = SAFE_METHODS | {"POST", "PUT", "PATCH", "DELETE"}

_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")

SECURITY_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    (
        "Content-Security-Policy",
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
)

log = structlog.get_logger(__name__)


class Edge:
    """Wraps an app: what holds for every request, whatever its route."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        max_body_bytes: int = MAX_BODY_BYTES,
        larger_bodies: Mapping[re.Pattern[str], int] = MappingProxyType({}),
        https: bool = True,
        wake: asyncio.Event | None = None,
    ) -> None:
        self._app = app
        self._limit = max_body_bytes
        self._larger = larger_bodies
        self._wake = wake
        hsts = (("Strict-Transport-Security", "max-age=31536000"),) if https else ()
        self._headers: Iterable[tuple[str, str]] = SECURITY_HEADERS + hsts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an HTTP request on within limits; anything else untouched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        keep_encoded_slashes(scope)
        trace, traceparent = _trace(scope)
        exchange = _Exchange(scope, send, [*self._headers, ("X-Trace-Id", trace)])
        current_traceparent.set(traceparent)
        with structlog.contextvars.bound_contextvars(trace_id=trace):
            try:
                await self._app(scope, _limited(scope, receive, self._limit_of(scope["path"])), exchange.send)
            except Exception as error:  # noqa: BLE001 - whatever it is, somebody waits for an answer
                await exchange.fail(error, receive)
            finally:
                exchange.observe()
                if self._wake is not None and scope["method"] not in SAFE_METHODS:
                    self._wake.set()  # it may have appended events: the relay looks at once

    def _limit_of(self, path: str) -> int:
        return next((limit for pattern, limit in self._larger.items() if pattern.fullmatch(path)), self._limit)


class _Exchange:
    """One request and what is answered to it."""

    def __init__(self, scope: Scope, send: Send, headers: Iterable[tuple[str, str]]) -> None:
        self._scope, self._send, self._headers = scope, send, headers
        self._began = perf_counter()
        self._status: int | None = None
        self._streams = False

    async def send(self, message: Message) -> None:
        """Send on what the app answers, with the headers that every answer has."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in self._headers:
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
            self._streams = headers.get("content-type", "").startswith("text/event-stream")
        await self._send(message)

    async def fail(self, error: Exception, receive: Receive) -> None:
        """Answer an error that nobody expected, unless an answer has begun."""
        log.error("request failed", method=self._scope["method"], exc_info=error)
        if self._status is not None:
            raise error
        response = problems.respond(Request(self._scope), "internal_error", {})
        await response(self._scope, receive, self.send)

    def observe(self) -> None:
        """Count and time it by its route's template: an address with ids names no metric or log."""
        method = self._scope["method"] if self._scope["method"] in METHODS else "other"  # anyone may invent methods
        route = getattr(self._scope.get("route"), "path", "unknown")
        status, seconds = self._status or 500, perf_counter() - self._began
        if not self._streams:  # a stream lasts for as long as someone looks
            HTTP_REQUESTS.labels(method, route, str(status)).observe(seconds)
        if status >= 500 or (seconds > SLOW_SECONDS and not self._streams):
            log.warning("request", method=method, route=route, status=status, seconds=round(seconds, 3))


def _limited(scope: Scope, receive: Receive, limit: int) -> Receive:
    announced = next((int(v) for n, v in scope["headers"] if n == b"content-length" and v.isdigit()), 0)
    size = 0

    async def receive_within_limit() -> Message:
        nonlocal size
        if announced > limit:
            raise HTTPException(413)
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise HTTPException(413)
        return message

    return receive_within_limit


def _trace(scope: Scope) -> tuple[str, str]:
    """The trace id of this request and its ``traceparent`` (W3C Trace Context).

    Those of OpenTelemetry's span where it runs, else the caller's, else new ones.
    """
    span = get_current_span().get_span_context()
    if span.is_valid:
        trace = format_trace_id(span.trace_id)
        return trace, f"00-{trace}-{format_span_id(span.span_id)}-{span.trace_flags:02x}"
    for name, value in scope["headers"]:
        if name == b"traceparent":
            text = value.decode("latin-1")
            if found := _TRACEPARENT.fullmatch(text):
                return found[1], text
    trace = uuid4().hex
    return trace, f"00-{trace}-{trace[:16]}-00"
