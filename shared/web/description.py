"""The description of an API (OpenAPI), with what FastAPI can't know: how refusals look, who wants a session, examples.

Examples of answers are those of a demo cycle, long lists cut short: ``examples.json`` beside a service's app, by
method and path.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from shared.web.access import Requirement
from shared.web.problems import MEDIA_TYPE
from shared.web.tokens import COOKIE

_SCHEMES: Final = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": COOKIE},
}


class DescribedApp(FastAPI):
    """An app whose description says that refusals are problem documents, which routes want a session, what is answered.

    ``state.examples`` is a file with an answer for each request such as ``GET /v1/centres``, or none.
    """

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, made once."""
        if self.openapi_schema is None:
            document = super().openapi()
            document.setdefault("components", {})["securitySchemes"] = _SCHEMES
            for operation in _operations(document):
                _say_problems(operation)
            for request, example in self._examples().items():
                method, path = request.split(" ")
                _show(document["paths"][path][method.lower()], example)
            for method, path in _wanting_a_session(self):
                document["paths"][path][method]["security"] = [{name: []} for name in _SCHEMES]
        return self.openapi_schema or {}

    def _examples(self) -> dict[str, Any]:
        file: Path | None = self.state.examples
        return json.loads(file.read_text(encoding="utf-8")) if file else {}


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from methods.values()


def _say_problems(operation: dict[str, Any]) -> None:
    """FastAPI files the schema of a refusal under the media type of the route's good answer."""
    refusal = operation["responses"].get("4XX")
    if refusal is not None:
        (described,) = refusal["content"].values()
        refusal["content"] = {MEDIA_TYPE: described}


def _show(operation: dict[str, Any], example: Any) -> None:  # noqa: ANN401 - any JSON
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            response["content"]["application/json"]["example"] = example


def _wanting_a_session(app: FastAPI) -> Iterator[tuple[str, str]]:
    for route in iter_route_contexts(app.routes):
        dependant = getattr(route, "dependant", None)  # files that are served have none
        described = dependant is not None and route.include_in_schema
        if described and any(isinstance(inner.call, Requirement) for inner in _all_of(dependant)):
            yield from ((method.lower(), str(route.path)) for method in route.methods or ())


def _all_of(dependant: Dependant | None) -> Iterator[Dependant]:
    if dependant is not None:
        yield dependant
        for inner in dependant.dependencies:
            yield from _all_of(inner)
