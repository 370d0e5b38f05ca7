"""Every refusal over HTTP is a problem document (RFC 9457) with a whole sentence for its reader."""

from collections.abc import Mapping
from typing import Any, Protocol

import asyncpg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from pydantic_core import to_jsonable_python
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from shared.database import is_transient
from shared.kernel.refusal import Refused
from shared.web.sentences import Sentence, Sentences
from shared.web.translation import Translator, reader
from shared.web.validation import figures_of

MEDIA_TYPE = "application/problem+json"

_CODE_OF_STATUS = {
    400: "bad_request",
    401: "signed_out",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
    503: "try_again",
}

DATABASE_ERRORS = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
"""What a database that is away or busy may raise."""

_NO_TEXT_OF_POSTGRESQL = "22021"
"""A text that no column can hold: one with a NUL, in an address or a field that takes any text."""

log = structlog.get_logger(__name__)


class Problem(Exception):  # noqa: N818 - RFC 9457 names it so
    """Stops a request with the problem document of a code in the sentence table.

    Args:
        code: A code of the service's sentences or of ``shared.web.sentences.COMMON``.
        headers: Response headers, such as ``Retry-After``.
        figures: What the sentence needs. Nothing personal.
    """

    def __init__(self, code: str, *, headers: Mapping[str, str] | None = None, **figures: Any) -> None:  # noqa: ANN401 - figures are whatever the sentence shows
        super().__init__(code, figures)
        self.code = code
        self.headers = headers
        self.figures = figures


class ProblemDocument(BaseModel):
    """RFC 9457 problem details, with the code and the figures its sentence was made from."""

    type: str = Field(examples=["urn:vrac:problem:not_found"])
    title: str = Field(examples=["Introuvable"])
    status: int = Field(examples=[404])
    detail: str
    code: str = Field(examples=["not_found"])
    figures: dict[str, Any] = Field(default_factory=dict)


class RefusingPages(Protocol):
    """What says no on a page."""

    def wanted(self, request: Request) -> bool:
        """Whether somebody looks at a page, rather than a program asking the API."""
        ...

    def refuse(self, request: Request, problem: Mapping[str, Any]) -> Response:
        """The page that says no."""
        ...


def document(code: str, figures: Mapping[str, Any], sentences: Sentences, translator: Translator) -> dict[str, Any]:
    """The problem document of a code in one language: also for answers inside a batch."""
    sentence = sentences.get(code)
    if sentence is None:
        log.error("sentence missing", code=code)
        sentence = Sentence(409, "Refused", "This was refused by the rule “{code}”. Tell the operators.")
        figures = {**figures, "code": code}
    return {
        "type": f"urn:vrac:problem:{code}",
        "title": translator(sentence.title),
        "status": sentence.status,
        "detail": translator(sentence.detail, **figures),
        "code": code,
        "figures": to_jsonable_python(dict(figures), fallback=str),
    }


def respond(
    request: Request, code: str, figures: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> Response:
    """The response that says no with this code: a page to whoever looks at one, else a problem document."""
    translator = reader(request)
    body = document(code, figures, request.app.state.sentences, translator)
    pages: RefusingPages | None = request.app.state.pages
    if pages is not None and pages.wanted(request):
        return pages.refuse(request, body)
    all_headers = {"Content-Language": translator.language, **(headers or {})}
    if body["status"] == 429:
        all_headers["Retry-After"] = str(figures["seconds"])
    return JSONResponse(body, status_code=body["status"], headers=all_headers, media_type=MEDIA_TYPE)


async def _refused(request: Request, refusal: Refused) -> Response:
    return respond(request, refusal.code, refusal.figures)


async def _problem(request: Request, problem: Problem) -> Response:
    return respond(request, problem.code, problem.figures, problem.headers)


async def _http(request: Request, error: HTTPException) -> Response:
    code = _CODE_OF_STATUS.get(error.status_code, "bad_request" if error.status_code < 500 else "internal_error")
    return respond(request, code, {}, error.headers)


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    return respond(request, "invalid_request", figures_of(error.errors(), reader(request)))


def install(app: FastAPI) -> None:
    """Answer every refusal, validation error and HTTP error of this app with a problem document."""
    app.exception_handler(Refused)(_refused)
    app.exception_handler(Problem)(_problem)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(RequestValidationError)(_invalid)
    for kind in DATABASE_ERRORS:
        app.exception_handler(kind)(_database)


async def _database(request: Request, error: Exception) -> Response:
    if getattr(getattr(error, "orig", error), "sqlstate", None) == _NO_TEXT_OF_POSTGRESQL:
        return respond(request, "bad_request", {})
    if not is_transient(error):
        raise error
    log.warning("request met a transient error", method=request.method, error=type(error).__name__)
    return respond(request, "try_again", {}, {"Retry-After": "1"})
