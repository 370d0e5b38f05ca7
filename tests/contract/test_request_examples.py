"""The description of the API shows how to write each request."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

import services.orders.app
import services.supply.app
from services.orders.settings import OrdersSettings
from services.orders.web.api.batch_items import UnreadItem
from services.orders.web.api.device_batches import BatchBody
from services.orders.web.api.order_bodies import OrderBody, PaymentBody
from services.supply.settings import SupplySettings
from tests.architecture.test_routes import OPEN

Schema = dict[str, Any]


def request_bodies() -> Iterator[tuple[str, Schema, Schema]]:
    """Each request with a body: its name, the body's schema, the schemas that it may refer to."""
    composed = (services.orders.app.compose(OrdersSettings()), services.supply.app.compose(SupplySettings()))
    for service in composed:
        api = service.http().openapi()
        for path, methods in api["paths"].items():
            for method, operation in methods.items():
                if "requestBody" in operation:
                    content = operation["requestBody"]["content"]
                    described = content.get("application/json") or next(iter(content.values()))  # a file, else JSON
                    yield f"{method} {path}", described["schema"], api["components"]["schemas"]


def shows_an_example(schema: Schema, named: Schema) -> bool:
    """Whether the body, one of its fields, or what they are made of has an example."""
    if "examples" in schema:
        return True
    if "$ref" in schema:
        return shows_an_example(named[schema["$ref"].rsplit("/", 1)[-1]], named)
    parts = [*schema.get("anyOf", []), *schema.get("properties", {}).values(), schema.get("items", {})]
    return any(shows_an_example(part, named) for part in parts)


def test_every_request_body_shows_an_example() -> None:
    bodies = list(request_bodies())
    assert len(bodies) > 15
    assert [name for name, schema, named in bodies if not shows_an_example(schema, named)] == []


def test_refusals_are_described_as_problems_and_routes_that_want_a_session_say_so() -> None:
    for service in (services.orders.app.compose(OrdersSettings()), services.supply.app.compose(SupplySettings())):
        api = service.http().openapi()
        assert sorted(api["components"]["securitySchemes"]) == ["bearer", "cookie"]
        for path, methods in api["paths"].items():
            for method, operation in methods.items():
                assert list(operation["responses"]["4XX"]["content"]) == ["application/problem+json"], path
                is_open = (method.upper(), path) in OPEN
                assert ("security" in operation) != is_open, (method, path)


def test_a_batch_is_described_and_shown_as_items_that_are_read() -> None:
    schema = BatchBody.model_json_schema()
    assert sorted(schema["properties"]["items"]["items"]["discriminator"]["mapping"]) == ["order", "payment"]
    (example,) = schema["examples"]
    items = BatchBody.model_validate(example).items
    assert [item.kind for item in items if not isinstance(item, UnreadItem)] == ["order", "payment"]


@pytest.mark.parametrize("body", [OrderBody, PaymentBody])
def test_the_examples_of_entry_are_requests_that_are_read(body: type[BaseModel]) -> None:
    examples = body.model_json_schema()["examples"]
    assert [
        body.model_validate(example).model_dump(mode="json", exclude_unset=True) for example in examples
    ] == examples
