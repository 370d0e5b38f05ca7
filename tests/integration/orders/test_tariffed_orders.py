"""A household at a tariff pays its part, the solidarity fund holds the rest: placed, amended, cancelled, paid, late."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.order_desk import PARIS
from services.orders.commands.republish import republish
from shared.contracts.group_orders import HouseholdOrderConfirmed
from shared.kernel.clock import system_clock
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import FLOUR, SOAP, OrdersHttp, Table, broken_tills, cash, order_body
from tests.fixtures.orders_story import CYCLE, balances, published
from tests.fixtures.tariffs import donate, fund_of, give_tariff

FULL, HALF, REST = 363, 182, 181
"""2.5 kg of flour, half of it rounded half-up, what the fund holds."""


@pytest.fixture
async def household(table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine) -> UUID:
    """One at half the price; the fund has 10 €."""
    found = await table.household()
    await give_tariff(orders_engine, found, 50)
    await donate(orders_http, 1_000)
    return found


async def test_it_pays_its_part_and_the_fund_holds_the_rest(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine, household: UUID
) -> None:
    order_id, payments = uuid7(), [cash()]
    placed = await table.order(household, order_id=order_id, payments=payments)
    shown = {name: placed.json()[name] for name in ("state", "total_cents", "due_cents", "held_cents", "paid_cents")}
    assert (placed.status_code, shown) == (
        201,
        {"state": "confirmed", "total_cents": FULL, "due_cents": HALF, "held_cents": HALF, "paid_cents": HALF},
    )
    assert (await table.order(household, order_id=order_id, payments=payments)).json() == placed.json()
    assert (await table.client.get(f"/v1/orders/{order_id}")).json()["order"] == placed.json()
    assert await fund_of(orders_http) == (1_000 - REST, REST)
    assert await balances(orders_engine) == {
        "bank:account": 1_000,
        "till:DUC:cash": HALF,
        "household:000001:held": -HALF,
        "solidarity:fund": -1_000 + REST,
        "solidarity:held": -REST,
    }
    assert await broken_tills(orders_engine) == []
    (told,) = await published(orders_engine, HouseholdOrderConfirmed)
    assert (told.held, [line.held for line in told.lines]) == (FULL, [FULL])


async def test_said_again_it_is_the_same_full_amounts(
    table: Table, orders_engine: AsyncEngine, household: UUID
) -> None:
    await table.order(household, payments=[cash()])
    (told,) = await published(orders_engine, HouseholdOrderConfirmed)
    await republish(orders_engine, CYCLE)
    assert await published(orders_engine, HouseholdOrderConfirmed) == [told, told]


async def test_an_amendment_moves_both_parts(table: Table, orders_http: OrdersHttp, household: UUID) -> None:
    order_id = uuid7()
    placed = (await table.order(household, order_id=order_id, payments=[cash()])).json()
    more = await table.order(
        household, {FLOUR: 2_500, SOAP: 1}, order_id=order_id, version=placed["version"], payments=[cash()]
    )
    assert (more.json()["due_cents"], more.json()["paid_cents"]) == (342, 160)
    assert await fund_of(orders_http) == (1_000 - 341, 341)
    less = await table.order(household, {SOAP: 1}, order_id=order_id, version=more.json()["version"])
    assert (less.json()["due_cents"], less.json()["credit_cents"]) == (160, 342 - 160)
    assert await fund_of(orders_http) == (840, 160)


async def test_cancelled_each_has_its_part_again(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine, household: UUID
) -> None:
    order_id = uuid7()
    await table.order(household, order_id=order_id, payments=[cash()])
    cancelled = await table.client.post(f"/v1/orders/{order_id}/cancellation")
    assert (cancelled.json()["state"], cancelled.json()["credit_cents"]) == ("cancelled", HALF)
    assert await fund_of(orders_http) == (1_000, 0)
    assert (await balances(orders_engine))["household:000001:credit"] == -HALF


async def test_a_waiting_order_lacks_its_households_part_only(
    table: Table, orders_http: OrdersHttp, household: UUID
) -> None:
    order_id = uuid7()
    waiting = (await table.order(household, order_id=order_id)).json()
    assert (waiting["state"], waiting["missing_cents"]) == ("waiting", HALF)
    assert await fund_of(orders_http) == (1_000, 0)
    listed = (await table.client.get("/v1/centres/DUC/till")).json()["items"]
    assert [(order["total_cents"], order["missing_cents"]) for order in listed] == [(HALF, HALF)]
    paid = (await table.pay(household, None, order_id)).json()
    assert (paid["amount_cents"], paid["applied"][0]["state"]) == (HALF, "confirmed")
    assert await fund_of(orders_http) == (1_000 - REST, REST)


async def test_what_it_pays_is_what_was_stored_when_it_was_entered(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    """Its tariff begins later than its order: nothing changes until the order is entered again."""
    await donate(orders_http, 1_000)
    household, order_id = await table.household(), uuid7()
    placed = (await table.order(household, order_id=order_id, payments=[cash()])).json()
    await give_tariff(orders_engine, household, 50)
    assert (await table.client.get(f"/v1/orders/{order_id}")).json()["order"] == placed
    amended = await table.order(household, {FLOUR: 3_000}, order_id=order_id, version=placed["version"])
    assert (amended.json()["due_cents"], amended.json()["credit_cents"]) == (218, FULL - 218)
    assert await fund_of(orders_http) == (1_000 - 217, 217)


async def test_a_tariff_counts_on_its_days_only(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    today = system_clock().astimezone(PARIS).date()
    await donate(orders_http, 1_000)
    days = {"ended": (-9, -2), "yesterday": (-9, -1), "today": (0, 0), "tomorrow": (1, 9)}
    due = {}
    for number, (name, (begins, ends)) in enumerate(days.items(), start=1):
        household = await table.household(f"{number:06}")
        dates = {"begins": today + timedelta(begins), "ends": today + timedelta(ends)}
        await give_tariff(orders_engine, household, 0, **dates)
        due[name] = (await table.order(household, {SOAP: 1})).json()["due_cents"]
    assert due == {"ended": 320, "yesterday": 320, "today": 0, "tomorrow": 320}


async def test_it_is_told_when_the_ordinary_price_applies_again(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    today = system_clock().astimezone(PARIS).date()
    await donate(orders_http, 1_000)
    told, goes_on = await table.household(), await table.household("000002")
    for household in (told, goes_on):
        await give_tariff(orders_engine, household, 50, ends=today)
    await give_tariff(orders_engine, goes_on, 70, begins=today + timedelta(1))
    before = [await table.client.get(f"/v1/households/{one}/due?total_cents=320") for one in (told, goes_on)]
    assert [due.json()["ordinary_from"] for due in before] == [(today + timedelta(1)).isoformat(), None]
    order_id = uuid7()
    placed = (await table.order(told, order_id=order_id, payments=[cash()])).json()
    assert placed["sentence"].endswith("on the ordinary price applies.")
    assert (await table.client.get(f"/v1/orders/{order_id}")).json()["order"] == placed
    other = (await table.order(goes_on, payments=[cash()])).json()
    assert "ordinary price" not in other["sentence"]


async def test_who_pays_more_is_held_for_it_and_the_fund_gets_nothing_yet(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    household, order_id = await table.household(), uuid7()
    await give_tariff(orders_engine, household, 120)
    placed = (await table.order(household, order_id=order_id, payments=[cash()])).json()
    assert (placed["state"], placed["due_cents"], placed["held_cents"]) == ("confirmed", 436, 436)
    assert await fund_of(orders_http) == (0, 0)
    cancelled = (await table.client.post(f"/v1/orders/{order_id}/cancellation")).json()
    assert cancelled["credit_cents"] == 436


async def test_with_a_low_fund_it_is_told_before_anything_is_taken(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    await donate(orders_http, REST - 1)
    household, order_id = await table.household(), uuid7()
    await give_tariff(orders_engine, household, 50)
    before = await balances(orders_engine)
    refused = await table.order(household, order_id=order_id, payments=[cash()])
    assert (refused.status_code, refused.json()["code"]) == (409, "solidarity_fund_low")
    assert "€3.63" in refused.json()["detail"]
    assert await balances(orders_engine) == before
    body = order_body(household, payments=[cash()]) | {"told_cents": FULL}
    placed = await table.client.put(f"/v1/orders/{order_id}", json=body)
    assert (placed.status_code, placed.json()["due_cents"]) == (201, FULL)
    assert await fund_of(orders_http) == (REST - 1, 0)


async def test_a_payment_that_the_fund_cannot_join_is_refused_and_one_taken_offline_is_booked(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    household, order_id = await table.household(), uuid7()
    await give_tariff(orders_engine, household, 50)
    await table.order(household, order_id=order_id)
    refused = await table.pay(household, None, order_id)
    assert refused.json()["code"] == "solidarity_fund_low"
    payment = {"payer_household_id": str(household), "means": "cash", "amount_cents": HALF, "orders": [str(order_id)]}
    (answer,) = await batch(table, {"kind": "payment", "id": str(uuid7()), "payment": payment})
    assert (answer["status"], answer["body"]["applied"][0]["state"]) == (201, "waiting")
    assert await table.credit(household) == HALF
    await donate(orders_http, 1_000)
    paid = await table.pay(household, None, order_id, means="credit")
    assert paid.json()["applied"][0]["state"] == "confirmed"
    assert await fund_of(orders_http) == (1_000 - REST, REST)


async def batch(table: Table, *items: dict[str, Any]) -> list[dict[str, Any]]:
    response = await table.client.post("/v1/device-batches", json={"items": list(items)})
    assert response.status_code == 200, response.text
    answers: list[dict[str, Any]] = response.json()["answers"]
    return answers


async def test_an_order_keyed_offline_that_the_fund_cannot_hold_waits_for_it(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    """Its money is in the box: nothing is dropped, why it waits is said, and it is taken once the fund can."""
    household, neighbour, order_id = await table.household(), await table.household("000002"), uuid7()
    await give_tariff(orders_engine, household, 50)
    items = [
        {"kind": "order", "id": str(order_id), "order": order_body(household, payments=[cash(HALF)])},
        {"kind": "order", "id": str(uuid7()), "order": order_body(neighbour, payments=[cash(FULL)])},
    ]
    first, second = await batch(table, *items)
    shown = {name: first["body"][name] for name in ("state", "due_cents", "missing_cents", "credit_cents")}
    assert shown == {"state": "waiting", "due_cents": HALF, "missing_cents": 0, "credit_cents": HALF}
    assert "has too little for this order today: the full price is €3.63" in first["body"]["sentence"]
    assert second["body"]["state"] == "confirmed"
    again, _ = await batch(table, *items)
    assert again["body"] == first["body"]
    await donate(orders_http, REST)
    taken, _ = await batch(table, *items)
    assert (taken["body"]["state"], taken["body"]["due_cents"]) == ("confirmed", HALF)
    assert await fund_of(orders_http) == (0, REST)


async def test_a_late_order_is_admitted_at_the_price_it_came_at(
    table: Table, orders_http: OrdersHttp, household: UUID
) -> None:
    await table.seal()
    late, order_id = await table.household("000002"), uuid7()
    assert (await table.order(late, payments=[cash()])).json()["state"] == "late"
    placed = (await table.order(household, order_id=order_id, payments=[cash()])).json()
    assert (placed["state"], placed["due_cents"], placed["paid_cents"]) == ("late", HALF, HALF)
    assert await fund_of(orders_http) == (1_000, 0)
    tray = (await table.client.get("/v1/cycles/2026-12/late-orders")).json()["items"]
    assert [(order["total_cents"], order["missing_cents"]) for order in tray] == [(FULL, 0), (HALF, 0)]
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        admitted = await coordinator.client.post(f"/v1/late-orders/{order_id}/admission")
    assert (admitted.status_code, admitted.json()["state"]) == (200, "confirmed")
    assert await table.credit(household) == 0
    assert await fund_of(orders_http) == (1_000 - REST, REST)


async def test_a_late_order_that_the_fund_cannot_hold_is_not_admitted(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    household, order_id = await table.household(), uuid7()
    await give_tariff(orders_engine, household, 50)
    await table.seal()
    await table.order(household, order_id=order_id, payments=[cash()])
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        refused = await coordinator.client.post(f"/v1/late-orders/{order_id}/admission")
        assert refused.json()["code"] == "solidarity_fund_low"
        refunded = await coordinator.client.post(f"/v1/late-orders/{order_id}/refund")
    assert refunded.status_code == 200
    assert await table.credit(household) == HALF
