"""A batch with items that can't be read: each gets its own answer, the others and their money are taken."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.ids import uuid7
from tests.fixtures.batches import order_item, payment_item, send
from tests.fixtures.orders_http import MIN, SOAP, OrdersHttp, Table, broken_tills, cash
from tests.fixtures.orders_story import balances

HALF = [{"product": SOAP, "quantity": 1.5}]


def with_order(item: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return item | {"order": item["order"] | changed}


def pointers(answer: dict[str, Any]) -> list[str]:
    return [fault["pointer"] for fault in answer["body"]["figures"]["faults"]]


async def test_an_item_that_cannot_be_read_takes_no_other_along(table: Table, orders_engine: AsyncEngine) -> None:
    first, second, third = [await table.household(f"00000{n}") for n in (1, 2, 3)]
    good, money = order_item(first, {SOAP: 1}, cash(320)), cash(500)
    half = with_order(order_item(second, {}, money), lines=HALF)
    unpaid = payment_item(third, 100)
    unpaid["payment"]["amount_cents"] = "x"
    answers = await send(table, half, good, unpaid, payment_item(third, 200))
    assert [answer["status"] for answer in answers] == [422, 201, 422, 201]
    assert [answer["body"].get("code") for answer in answers] == ["invalid_request", None, "invalid_request", None]
    assert [(answer["booked"], answer["unbooked"]) for answer in answers[::2]] == [
        ([money["id"]], []),
        ([], [unpaid["id"]]),
    ]
    assert pointers(answers[0]) == ["/items/0/order/lines/0/quantity"]
    assert pointers(answers[2]) == ["/items/2/payment/amount_cents"]
    assert (
        "“items[0].order.lines[0].quantity” is finer than a gram, a millilitre or a piece: give a"
        in answers[0]["body"]["detail"]
    )
    expected = {"till:DUC:cash": 1020, "household:000001:held": -320}
    expected |= {"household:000002:credit": -500, "household:000003:credit": -200}
    assert await balances(orders_engine) == expected
    assert await broken_tills(orders_engine) == []


async def test_it_is_answered_the_same_again_and_taken_once_it_is_right(table: Table) -> None:
    household = await table.household()
    wrong = with_order(order_item(household, {SOAP: 1}, cash(400)), version="new")
    first = await send(table, wrong)
    assert await send(table, wrong) == first
    assert await table.credit(household) == 400
    (right,) = await send(table, with_order(wrong, version=None))
    assert (right["status"], right["body"]["state"], right["body"]["credit_cents"]) == (201, "confirmed", 80)


UNREAD = [
    ("what is this", None, "/items/0"),
    (None, None, "/items/0"),
    ({}, None, "/items/0"),
    ({"kind": "gift", "id": "0197f0a0-0000-7000-8000-0000000000bb"}, None, "/items/0"),
    ({"kind": "order"}, "order", "/items/0/id"),
    ({"kind": "order", "id": "17", "order": []}, "order", "/items/0/id"),
    ({"kind": "payment", "id": 17, "payment": {}}, "payment", "/items/0/id"),
]


@pytest.mark.parametrize(("item", "kind", "pointer"), UNREAD)
async def test_what_is_no_item_at_all_is_said_where_it_stands(
    table: Table, item: object, kind: str | None, pointer: str
) -> None:
    household = await table.household()
    items = [item, order_item(household, {SOAP: 1}, cash(320))]
    response = await table.client.post("/v1/device-batches", json={"items": items})
    answer, placed = response.json()["answers"]
    assert (answer["status"], answer["kind"], answer["booked"]) == (422, kind, [])
    assert pointers(answer)[0] == pointer
    assert placed["body"]["state"] == "confirmed"


async def test_money_that_cannot_be_read_is_named_and_the_rest_is_booked(table: Table) -> None:
    household = await table.household()
    readable, unreadable = cash(320), cash() | {"means": "shells"}
    item = order_item(household, {SOAP: 1}, readable, unreadable, {"means": "cash"}) | {"id": "17"}
    response = await table.client.post("/v1/device-batches", json={"items": [item]})
    (answer,) = response.json()["answers"]
    assert (answer["id"], answer["booked"], answer["unbooked"]) == (None, [readable["id"]], [unreadable["id"]])
    assert await table.credit(household) == 320


async def test_nobody_knows_whose_it_is(table: Table, orders_http: OrdersHttp) -> None:
    async with orders_http.table(MIN) as other:
        theirs = await other.household("000002", MIN)
        item = with_order(order_item(theirs, {}, cash(320)), lines=HALF)
        nobody = with_order(order_item(uuid7(), {}, cash(320)), household_id="000002")
        answers = await send(table, item, nobody)
        assert await other.credit(theirs) == 0
    assert [answer["booked"] for answer in answers] == [[], []]
    paid = [sent["order"]["payments"][0]["id"] for sent in (item, nobody)]
    assert [answer["unbooked"] for answer in answers] == [[payment] for payment in paid]


@pytest.mark.parametrize("body", [{}, {"items": []}, {"items": {}}, {"items": [{}] * 501}])
async def test_what_is_no_batch_is_refused_whole(table: Table, body: dict[str, Any]) -> None:
    refused = await table.client.post("/v1/device-batches", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
