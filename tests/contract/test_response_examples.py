"""The description of the API shows what each request is answered: what a demo cycle was answered."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import TypeAdapter

import services.orders.app
import services.supply.app
from services.orders.settings import OrdersSettings
from services.supply.settings import SupplySettings

DEMO = Path(__file__).parents[2] / "deploy/demo/2026-12"
CODES = {"centre": "centres.csv", "product": "products.csv", "supplier": "suppliers.csv", "volunteer": "volunteers.csv"}

APPS = {
    "orders": services.orders.app.compose(OrdersSettings()).http(),
    "supply": services.supply.app.compose(SupplySettings()).http(),
}


def good_answers(app: FastAPI) -> Iterator[tuple[str, TypeAdapter[Any], dict[str, Any]]]:
    """Each good answer in JSON: its request, what it must be, how it is described."""
    routes = list(iter_route_contexts(app.routes))
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            for status, response in operation["responses"].items():
                described = response.get("content", {}).get("application/json")
                if status.startswith("2") and described:
                    (route,) = [one for one in routes if one.path == path and method.upper() in (one.methods or ())]
                    yield f"{method.upper()} {path}", TypeAdapter(route.response_model), described


def said_under(name: str, value: object) -> Iterator[str]:
    """Every text that stands under this name, however deep."""
    if isinstance(value, list):
        for item in value:
            yield from said_under(name, item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from [item] if key == name and isinstance(item, str) else said_under(name, item)


@pytest.mark.parametrize("app", APPS.values(), ids=APPS)
def test_every_good_answer_shows_an_example_that_is_one(app: FastAPI) -> None:
    answers = list(good_answers(app))
    assert len(answers) > 25
    assert [request for request, _, described in answers if "example" not in described] == []
    for request, model, described in answers:
        read = model.validate_python(described["example"])
        assert model.dump_python(read, mode="json") == described["example"], request


@pytest.mark.parametrize("app", APPS.values(), ids=APPS)
def test_what_is_put_under_an_id_is_described_as_new_or_known(app: FastAPI) -> None:
    """But for a product of a cycle, which is only warned of. What there is one of is under no id, and never new."""
    for path, methods in app.openapi()["paths"].items():
        answers = {status for status in methods.get("put", {}).get("responses", {}) if status in {"200", "201"}}
        assert len(answers) in {0, 2} or "{" not in path or path == "/v1/cycles/{cycle}/products/{product}", path


@pytest.mark.parametrize("app", APPS.values(), ids=APPS)
def test_examples_speak_of_the_demo(app: FastAPI) -> None:
    examples = [described["example"] for _, _, described in good_answers(app)]
    assert set(said_under("cycle", examples)) == {"2026-12"}
    for name, file in CODES.items():
        with (DEMO / file).open(encoding="utf-8") as rows:
            known = {row[name] for row in csv.DictReader(rows)}
        assert set(said_under(name, examples)) <= known, name
