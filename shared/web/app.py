"""One way to make a service's HTTP app."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from fastapi import APIRouter, FastAPI

from shared.web import page_routes, problems
from shared.web.access import Access
from shared.web.description import DescribedApp
from shared.web.edge import MAX_BODY_BYTES, Edge
from shared.web.pages import Pages
from shared.web.problems import ProblemDocument
from shared.web.sentences import COMMON, Sentences
from shared.web.translation import catalogues_with


def create_app(  # noqa: PLR0913 - a service's parts, each named where it is given
    title: str,
    *,
    access: Access,
    sentences: Sentences,
    locale: Path,
    routers: Sequence[APIRouter] = (),
    pages: Pages | None = None,
    examples: Path | None = None,
    max_body_bytes: int = MAX_BODY_BYTES,
    larger_bodies: Mapping[re.Pattern[str], int] = MappingProxyType({}),
    https: bool = True,
    wake: asyncio.Event | None = None,
    tracing: bool = False,
) -> FastAPI:
    """An app that answers in the reader's language and refuses by problem documents.

    Args:
        title: The service's name in its OpenAPI document.
        access: How it knows its actors.
        sentences: The service's own sentences by refusal code.
        locale: The folder with the service's catalogues.
        routers: Its routes; each names its roles (``require``) or is open (``anyone``).
        pages: What draws its pages; none: it has the JSON API only.
        examples: A file with an answer of each route, for its description.
        max_body_bytes: A larger body gets 413.
        larger_bodies: The addresses that take more than that, such as a photo's, each with its own limit.
        https: Whether it is reached over TLS only (adds HSTS).
        wake: Set after each request that may have appended events: the relay of this process waits for it.
        tracing: Whether FastAPI makes OpenTelemetry spans.
    """
    app = DescribedApp(
        title=title,
        docs_url=None,  # its pages load scripts from elsewhere, which our policy refuses
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        responses={"4XX": {"model": ProblemDocument, "description": "Why it was refused, in the reader's language."}},
        telemetry={"tracing": tracing, "metrics": False, "logs": False},
    )
    app.state.examples = examples
    app.state.access = access
    app.state.stopping = asyncio.Event()  # the process replaces it by its own
    app.state.sentences = {**COMMON, **sentences}
    app.state.catalogues = catalogues_with(locale)
    app.state.pages = pages
    problems.install(app)
    for router in routers:
        app.include_router(router)
    if pages is not None:
        app.include_router(page_routes.router)
        pages.assets.serve(app)
    app.add_middleware(Edge, max_body_bytes=max_body_bytes, larger_bodies=larger_bodies, https=https, wake=wake)
    return app
