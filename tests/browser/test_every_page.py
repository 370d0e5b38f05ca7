"""axe-core looked at every page that there is, also from right to left, and on paper where a button prints
it: ``make test-browser`` asks at its end."""

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

pytestmark = pytest.mark.skipif(LOOKED_AT is None, reason="only make test-browser keeps what was looked at")

PARTS = {
    *("/cycles/{cycle}/settlement/preview", "/cycles/{cycle}/what-if"),
    *("/cycles/{cycle}/why/{product}", "/cycles/{cycle}/why/{product}/{order_id}"),
}
"""No pages of their own: they come into others, and are looked at there."""
SHOW_PIECES = {"orders /design/table", "orders /design/till", "orders /design/day"}
"""A receipt, and the slip of an invitation, are looked at on paper where they are made."""


def pages_of(service: Service) -> dict[str, object]:
    """The routes that answer with a page, in the order in which they are asked, and what answers."""
    found = dict[str, object]()
    for route in iter_route_contexts(service.http().routes):
        if not route.path or route.path.startswith(("/v1/openapi.json", "/static/")) or route.dependant is None:
            continue
        if inspect.signature(route.dependant.call).return_annotation is HTMLResponse:
            found[route.path] = route.dependant.call
    return found


def every_page() -> dict[str, dict[str, object]]:
    """The pages of each service."""
    return {
        "orders": pages_of(services.orders.app.compose(OrdersSettings())),
        "supply": pages_of(services.supply.app.compose(SupplySettings())),
    }


def answering(pages: dict[str, object], path: str) -> object:
    """What answers at this address: one page, also where both services have it."""
    return next((page for route, page in pages.items() if compile_path(route)[0].match(path)), None)


def not_looked_at(*ways: str, among: set[object] | None = None) -> list[str]:
    """The pages that nobody looked at in any of these ways."""
    pages = every_page()
    seen = seen_by(pages, *ways)
    return [
        f"{service} {route}"
        for service, its in pages.items()
        for route, page in its.items()
        if page not in seen and route not in PARTS and (among is None or page in among)
    ]


def seen_by(pages: dict[str, dict[str, object]], *ways: str) -> set[object]:
    lines = [line.split(" ", 2) for line in set(Path(LOOKED_AT or "").read_text(encoding="utf-8").splitlines())]
    return {answering(pages[service], unquote(path)) for service, how, path in lines if how in ways}


def test_no_page_was_left_out() -> None:
    assert not_looked_at("ltr", "rtl") == []


def test_no_page_was_left_out_from_right_to_left() -> None:
    assert not_looked_at("rtl") == []


def test_every_page_with_a_button_that_prints_was_looked_at_on_paper() -> None:
    printing = seen_by(every_page(), "prints")
    left_out = not_looked_at("printed", among=printing)
    assert [page for page in left_out if page not in SHOW_PIECES] == []
