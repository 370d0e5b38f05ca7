"""axe-core looked at every page that there is: ``make test-browser`` asks at its end."""

import inspect
from pathlib import Path
from urllib.parse import unquote

import pytest
from fastapi.responses import HTMLResponse
from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path

import services.orders.app
import services.supply.app
from services.orders.settings import OrdersSettings
from services.supply.settings import SupplySettings
from shared.process import Service
from tests.fixtures.browsing import LOOKED_AT

PARTS = {
    *("/cycles/{cycle}/settlement/preview", "/cycles/{cycle}/what-if"),
    *("/cycles/{cycle}/why/{product}", "/cycles/{cycle}/why/{product}/{order_id}"),
}
"""No pages of their own: they come into others, and are looked at there."""


def pages_of(service: Service) -> dict[str, object]:
    """The routes that answer with a page, in the order in which they are asked, and what answers."""
    found = dict[str, object]()
    for route in iter_route_contexts(service.http().routes):
        if not route.path or route.path.startswith(("/v1/openapi.json", "/static/")) or route.dependant is None:
            continue
        if inspect.signature(route.dependant.call).return_annotation is HTMLResponse:
            found[route.path] = route.dependant.call
    return found


def answering(pages: dict[str, object], path: str) -> object:
    """What answers at this address."""
    return next((page for route, page in pages.items() if compile_path(route)[0].match(path)), None)


@pytest.mark.skipif(LOOKED_AT is None, reason="only make test-browser keeps which pages were looked at")
def test_no_page_was_left_out() -> None:
    lines = Path(LOOKED_AT or "").read_text(encoding="utf-8").splitlines()
    pages = {
        "orders": pages_of(services.orders.app.compose(OrdersSettings())),
        "supply": pages_of(services.supply.app.compose(SupplySettings())),
    }
    seen = {answering(pages[name], unquote(path)) for name, _, path in (line.partition(" ") for line in set(lines))}
    left_out = [
        f"{name} {route}"
        for name, its in pages.items()
        for route, page in its.items()
        if page not in seen and route not in PARTS
    ]
    assert not left_out, ", ".join(left_out)
