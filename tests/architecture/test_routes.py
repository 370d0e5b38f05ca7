"""Every route names the roles it needs, or says that it is open; the open ones are few and listed here."""

from collections.abc import Iterator

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

import services.orders.app
import services.supply.app
from services.orders.settings import OrdersSettings
from services.supply.settings import SupplySettings
from shared.process import Service
from shared.web.access import Requirement, anyone

DESIGNED = ("/table", "/forms", "/till", "/day", "/hall", "/roster", "/desk")
OPEN = {
    ("POST", "/v1/sessions"),
    ("POST", "/v1/sessions/second-factor"),
    ("GET", "/v1/sessions/returning"),
    ("POST", "/v1/sessions/return"),
    ("POST", "/v1/invitations/acceptance"),
    ("POST", "/v1/password-resets"),
    ("DELETE", "/v1/sessions/current"),
    ("GET", "/sign-in"),
    ("GET", "/sign-out"),
    ("GET", "/hall/signed-out"),
    ("GET", "/invitation"),
    ("GET", "/forgotten"),
    ("GET", "/language/{code}"),
    *(("GET", f"/design{part}") for part in ("", *DESIGNED)),
}


def services_composed() -> Iterator[Service]:
    yield services.orders.app.compose(OrdersSettings())
    yield services.supply.app.compose(SupplySettings())


@pytest.fixture(scope="module")
def routes() -> list[RouteContext]:
    """Every route of both services; the description of the API and what pages are made of show nothing of anyone."""
    found = [route for service in services_composed() for route in iter_route_contexts(service.http().routes)]
    return [route for route in found if route.path and not route.path.startswith(("/v1/openapi.json", "/static/"))]


def all_of(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from all_of(inner)


def calls_of(route: RouteContext) -> list[object]:
    assert route.dependant is not None, route.path
    return [dependant.call for dependant in all_of(route.dependant)]


def test_both_services_have_routes(routes: list[RouteContext]) -> None:
    assert len(routes) > 40


def test_every_route_names_its_roles_or_is_listed_as_open(routes: list[RouteContext]) -> None:
    undeclared = [
        (method, route.path)
        for route in routes
        for method in route.methods or ()
        if not any(isinstance(call, Requirement) for call in calls_of(route)) and (method, route.path) not in OPEN
    ]
    assert undeclared == []


def test_open_routes_say_so(routes: list[RouteContext]) -> None:
    said = {(m, route.path) for route in routes if anyone in calls_of(route) for m in route.methods or ()}
    assert said == OPEN


def test_no_route_is_both_open_and_not(routes: list[RouteContext]) -> None:
    both = [
        route.path
        for route in routes
        if anyone in calls_of(route) and any(isinstance(call, Requirement) for call in calls_of(route))
    ]
    assert both == []
