"""What a bad order gets over HTTP: a clear sentence, and nothing half-done."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.ledger_tables import ledger_entries
from services.orders.storage.order_tables import household_order_lines, household_orders
from services.orders.storage.payment_tables import payments
from shared.contracts.cycles import CycleArchived
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, FLOUR, MIN, OLD, SOAP, OrdersHttp, Table, cash, catalogue, order_body
from tests.fixtures.orders_story import CYCLE, apply, closing, opened


@pytest.fixture
async def stored_nothing(orders_engine: AsyncEngine) -> AsyncIterator[None]:
    """After the test, no row of an order or its money is there."""
    yield
    async with orders_engine.connect() as connection:
        for table in (household_orders, household_order_lines, payments, ledger_entries):
            assert await connection.scalar(select(func.count()).select_from(table)) == 0, table.name


LINES = [
    ({"NIX": 1}, 422, "product_unknown", "no product “NIX”"),
    ({OLD: 500}, 409, "product_not_on_sale", "no longer sold"),
    ({FLOUR: 750}, 422, "quantity_not_in_steps", "sold by 0.5 kg: 0.75 kg is not a multiple"),
    ({FLOUR: 0}, 422, "quantity_not_positive", "must be more than zero"),
    ({SOAP: -1}, 422, "quantity_not_positive", "Savon de Marseille"),
    ({FLOUR: 10_000_500}, 422, "quantity_too_big", "10,000 kg"),
    ({FLOUR: 10**30}, 422, "quantity_too_big", "which no household orders"),
    ({SOAP: 100_000}, 422, "order_too_dear", "€320,000.00"),
    ({}, 422, "order_empty", "no line"),
]


@pytest.mark.usefixtures("stored_nothing")
@pytest.mark.parametrize(("lines", "status", "code", "says"), LINES)
async def test_lines_that_break_a_rule(table: Table, lines: dict[str, int], status: int, code: str, says: str) -> None:
    household = await table.household()
    refused = await table.order(household, lines, payments=[cash()])
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert says in refused.json()["detail"]
    assert refused.headers["content-type"] == "application/problem+json"


PAYMENTS = [
    ([cash(0)], "payment_not_positive"),
    ([cash(-100)], "payment_not_positive"),
    ([cash(10**12)], "payment_too_big"),
    ([cash(10**40)], "payment_too_big"),
    ([cash(-(10**40))], "payment_not_positive"),
    ([cash(), cash()], "payment_amount_open_twice"),
    ([cash(100, UUID(int=7)), cash(200, UUID(int=7))], "payment_twice"),
    ([cash() | {"means": "credit"}], "invalid_request"),
    ([cash() | {"amount_cents": 1.5}], "invalid_request"),
]


@pytest.mark.usefixtures("stored_nothing")
@pytest.mark.parametrize(("paid", "code"), PAYMENTS)
async def test_payments_that_make_no_sense(table: Table, paid: list[dict[str, Any]], code: str) -> None:
    household = await table.household()
    refused = await table.order(household, payments=paid)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


@pytest.mark.usefixtures("stored_nothing")
async def test_a_product_named_twice(table: Table) -> None:
    household = await table.household()
    body = order_body(household) | {"lines": [{"product": FLOUR, "quantity": 500}] * 2}
    refused = await table.client.put(f"/v1/orders/{uuid7()}", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "product_twice")


@pytest.mark.usefixtures("stored_nothing")
async def test_an_unknown_cycle(table: Table) -> None:
    household = await table.household()
    for cycle in ("2099-01", "'; DROP TABLE households; --"):
        refused = await table.client.put(f"/v1/orders/{uuid7()}", json=order_body(household) | {"cycle": cycle})
        assert (refused.status_code, refused.json()["code"]) == (404, "unknown_cycle")
    refused = await table.client.put(f"/v1/orders/{uuid7()}", json=order_body(household) | {"cycle": "a\x00b"})
    assert refused.status_code == 422


@pytest.mark.usefixtures("stored_nothing")
async def test_another_centres_household_is_as_unknown_as_none(table: Table, orders_http: OrdersHttp) -> None:
    async with orders_http.table(MIN) as other:
        household = await other.household("000002", MIN)
    refused, none = await table.order(household), await table.order(uuid7())
    assert (refused.status_code, none.status_code) == (404, 404)
    assert refused.json() == none.json()
    assert refused.json()["code"] == "household_unknown"


async def test_another_centres_order_is_as_unknown_as_none(table: Table, orders_http: OrdersHttp) -> None:
    household, order_id = await table.household(), uuid7()
    version = (await table.order(household, order_id=order_id, payments=[cash()])).json()["version"]
    async with orders_http.table(MIN) as other:
        own = await other.household("000002", MIN)
        read, none = await other.client.get(f"/v1/orders/{order_id}"), await other.client.get(f"/v1/orders/{uuid7()}")
        assert (read.status_code, read.json()) == (404, none.json())
        cancelled = await other.client.post(f"/v1/orders/{order_id}/cancellation")
        amended = await other.order(household, {FLOUR: 500}, order_id=order_id, version=version)
        taken = await other.order(own, order_id=order_id, payments=[cash()])
        till = await other.client.get("/v1/centres/DUC/till")
    assert (cancelled.status_code, amended.status_code, till.status_code) == (404, 404, 404)
    assert (taken.status_code, taken.json()["code"]) == (409, "order_id_taken")
    stored = (await table.client.get(f"/v1/orders/{order_id}")).json()
    assert (stored["order"]["version"], stored["order"]["state"]) == (version, "confirmed")


UNREADABLE = [
    ("GET", "/v1/households?centre=%00", None),
    ("GET", "/v1/households?number=a%00b", None),
    ("GET", "/v1/cycles/%00", None),
    ("GET", f"/v1/cycles/{CYCLE}%00/progress", None),
    ("POST", "/v1/sessions", {"login": "a\x00b", "password": "x"}),
]


@pytest.mark.parametrize(("method", "address", "body"), UNREADABLE)
async def test_a_text_that_no_column_can_hold(table: Table, method: str, address: str, body: object) -> None:
    refused = await table.client.request(method, address, json=body)
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_request")
    assert "Check the address" in refused.json()["detail"]


@pytest.mark.usefixtures("stored_nothing")
async def test_a_cycle_that_the_coordinator_closed(table: Table, orders_engine: AsyncEngine) -> None:
    household = await table.household()
    await apply(orders_engine, closing())
    refused = await table.order(household)
    assert (refused.status_code, refused.json()["code"]) == (409, "centre_sealed")
    assert "order in the next cycle" in refused.json()["detail"]


async def test_a_cycle_that_is_over_takes_no_money_for_orders(table: Table, orders_engine: AsyncEngine) -> None:
    household = await table.household()
    await apply(orders_engine, closing(), CycleArchived(version=3, cycle=CYCLE))
    refused = await table.order(household, payments=[cash()])
    assert (refused.status_code, refused.json()["code"]) == (409, "cycle_over")
    item = {"kind": "order", "id": str(uuid7()), "order": order_body(household, payments=[cash(500)])}
    (answer,) = (await table.client.post("/v1/device-batches", json={"items": [item]})).json()["answers"]
    assert (answer["body"]["code"], await table.credit(household)) == ("cycle_over", 500)


async def test_an_order_of_another_cycle_is_not_moved(table: Table, orders_engine: AsyncEngine) -> None:
    household, order_id = await table.household(), uuid7()
    version = (await table.order(household, order_id=order_id, payments=[cash()])).json()["version"]
    await apply(orders_engine, opened(DUC, MIN, catalogue=catalogue()).model_copy(update={"cycle": "2099-01"}))
    body = order_body(household, version=version) | {"cycle": "2099-01"}
    refused = await table.client.put(f"/v1/orders/{order_id}", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "order_of_another_cycle")


async def test_a_refused_order_is_forgotten_its_id_is_free_for_what_is_right(table: Table) -> None:
    household, order_id, paid = await table.household(), uuid7(), [cash(500)]
    for wrong in ({FLOUR: 750}, {"NIX": 1}, {FLOUR: 0}):
        assert (await table.order(household, wrong, order_id=order_id, payments=paid)).status_code == 422
    placed = await table.order(household, order_id=order_id, payments=paid)
    assert (placed.status_code, placed.json()["state"], placed.json()["credit_cents"]) == (201, "confirmed", 137)


async def test_an_amendment_of_an_order_that_is_not_here(table: Table) -> None:
    household = await table.household()
    refused = await table.order(household, version=3, payments=[cash()])
    assert (refused.status_code, refused.json()["code"]) == (404, "order_unknown")


@pytest.mark.parametrize("role", [Role.OPERATOR])
async def test_operators_enter_no_orders(orders_http: OrdersHttp, role: Role) -> None:
    async with orders_http.table(DUC, role=role) as table:
        refused = await table.order(uuid7())
    assert (refused.status_code, refused.json()["code"]) == (403, "role_needed")


async def test_sentences_are_french_by_default(orders_http: OrdersHttp) -> None:
    async with orders_http.table(DUC, language="de") as table:
        household = await table.household()
        refused = await table.order(household, {FLOUR: 750})
        waiting = await table.order(household)
    assert refused.json()["detail"].startswith("Farine de blé T65 (FAR) se vend par 0,5 kg")
    assert "il manque 3,63" in waiting.json()["sentence"]
