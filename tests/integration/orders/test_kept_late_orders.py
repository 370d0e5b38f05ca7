"""An order paid without a network that can't be taken when it comes waits in the late tray, and is never dropped."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.group_orders import HouseholdOrderConfirmed
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.batches import order_item, payment_item, send
from tests.fixtures.orders_http import FLOUR, OLD, SOAP, OrdersHttp, Table, broken_tills, cash
from tests.fixtures.orders_story import CYCLE, apply, closing, control, published
from tests.fixtures.racing import held_by, rows
from tests.fixtures.tariffs import give_tariff

AN_HOUR = {"waited_seconds": 3_600}


@pytest.fixture
async def coordinator(orders_http: OrdersHttp) -> AsyncIterator[Table]:
    async with orders_http.table(role=Role.COORDINATOR) as desk:
        yield desk


async def tray(coordinator: Table) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await coordinator.client.get(f"/v1/cycles/{CYCLE}/late-orders")).json()["items"]
    return found


async def leave(coordinator: Table, order: str, way: str) -> tuple[int, str]:
    answer = (response := await coordinator.client.post(f"/v1/late-orders/{order}/{way}")).json()
    return response.status_code, answer.get("code", answer.get("state"))


async def sent_late(table: Table, item: dict[str, Any]) -> dict[str, Any]:
    """The answer, the same when it is sent again."""
    (first,), (again,) = await send(table, item | AN_HOUR), await send(table, item | AN_HOUR)
    assert again["body"] == first["body"]
    return first


async def test_with_a_product_that_is_not_sold_any_more_it_is_admitted_or_left(
    table: Table, coordinator: Table, orders_engine: AsyncEngine
) -> None:
    item = order_item(household := await table.household(), {OLD: 500}, cash(500))
    late = await sent_late(table, item)
    assert (late["status"], late["body"]["state"], late["body"]["credit_cents"]) == (201, "late", 500)
    assert "not sold any more. The order waits for the coordinator" in late["body"]["sentence"]
    (waits,) = await tray(coordinator)
    assert (waits["order_id"], waits["reason"], waits["credit_cents"]) == (item["id"], "product_not_on_sale", 500)
    assert [line["product"] for line in waits["lines"]] == [OLD]
    assert await leave(coordinator, item["id"], "admission") == (200, "confirmed")
    assert await table.credit(household) == 500 - waits["total_cents"]
    assert [event.order_id for event in await published(orders_engine, HouseholdOrderConfirmed)] == [UUID(item["id"])]
    assert (await tray(coordinator), await broken_tills(orders_engine)) == ([], [])


async def test_one_that_is_refused_while_its_household_is_there_is_left_to_the_table(
    table: Table, coordinator: Table
) -> None:
    household = await table.household()
    item = order_item(household, {OLD: 500}, cash(500))
    (refused,) = await send(table, item | {"waited_seconds": 59})
    assert (refused["body"]["code"], len(refused["booked"])) == ("product_not_on_sale", 1)
    assert await tray(coordinator) == []
    (kept,) = await send(table, item | {"waited_seconds": 60})
    assert (kept["body"]["state"], await table.credit(household)) == ("late", 500)


async def test_one_that_is_paid_apart_at_the_till_is_kept_too(table: Table, coordinator: Table) -> None:
    household = await table.household()
    item = order_item(household, {OLD: 500})
    assert (await sent_late(table, item))["body"]["state"] == "late"
    paid = await sent_late(table, payment_item(household, 500, item["id"]))
    assert (paid["body"]["applied"][0]["state"], paid["body"]["credit_cents"]) == ("late", 500)
    assert [late["missing_cents"] for late in await tray(coordinator)] == [0]


async def test_a_second_order_waits_beside_the_first_which_can_still_be_changed(
    table: Table, coordinator: Table
) -> None:
    household, first = await table.household(), uuid7()
    placed = (await table.order(household, order_id=first, payments=[cash()])).json()
    item = order_item(household, {SOAP: 1}, cash(320))
    assert (await sent_late(table, item))["body"]["state"] == "late"
    assert [(late["reason"], late["missing_cents"]) for late in await tray(coordinator)] == [("second_order", 0)]
    assert await leave(coordinator, item["id"], "admission") == (409, "second_order")
    both = await table.order(household, {FLOUR: 2_500, SOAP: 1}, order_id=first, version=placed["version"])
    assert (both.json()["state"], both.json()["credit_cents"]) == ("confirmed", 0)
    assert await leave(coordinator, item["id"], "refund") == (200, "refunded")
    (again,) = await send(table, item | AN_HOUR)
    assert (again["body"]["state"], await table.credit(household)) == ("refunded", 0)


async def test_a_second_order_is_admitted_once_the_first_is_cancelled(table: Table, coordinator: Table) -> None:
    household, first = await table.household(), uuid7()
    await table.order(household, order_id=first)
    item = order_item(household, {SOAP: 1}, cash(320))
    await sent_late(table, item)
    await table.client.post(f"/v1/orders/{first}/cancellation")
    assert await leave(coordinator, item["id"], "admission") == (200, "confirmed")
    assert await table.credit(household) == 0


async def test_an_admission_and_an_order_at_once_leave_one_live_order(
    table: Table, coordinator: Table, orders_engine: AsyncEngine
) -> None:
    household = await table.household()
    item = order_item(household, {OLD: 500}, cash(500))
    await sent_late(table, item)
    work = [leave(coordinator, item["id"], "admission"), table.order(household, payments=[cash()])]
    admitted, ordered = await held_by(orders_engine, rows("households"), *work)
    assert admitted == (200, "confirmed")
    assert (ordered.status_code, ordered.json()["code"]) == (409, "second_order")


async def test_what_waits_in_the_tray_keeps_no_household_from_ordering(table: Table, coordinator: Table) -> None:
    household = await table.household()
    await sent_late(table, order_item(household, {OLD: 500}, cash(500)))
    anew = await table.order(household, {SOAP: 1})
    assert (anew.status_code, anew.json()["state"]) == (201, "confirmed")
    device = (await table.client.get(f"/v1/centres/DUC/last-orders?household={household}")).json()["items"]
    assert [order["order_id"] for order in device] == [anew.json()["order_id"]]
    assert len(await tray(coordinator)) == 1


async def test_of_a_closed_account_it_waits_until_the_account_is_open_again(
    table: Table, coordinator: Table, orders_http: OrdersHttp
) -> None:
    household = await table.household()
    item = order_item(household, {SOAP: 1}, cash(320))
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        closed = await treasurer.client.post(f"/v1/households/{household}/closing")
        assert closed.status_code == 200, closed.text
        assert (await sent_late(table, item))["body"]["state"] == "late"
        assert [late["reason"] for late in await tray(coordinator)] == ["household_closed"]
        assert await leave(coordinator, item["id"], "admission") == (409, "household_closed")
        await treasurer.client.post(f"/v1/households/{household}/reopening")
    assert await leave(coordinator, item["id"], "admission") == (200, "confirmed")


async def test_of_a_cycle_that_is_settled_its_money_is_left(
    table: Table, coordinator: Table, orders_engine: AsyncEngine
) -> None:
    household = await table.household()
    await apply(orders_engine, closing())
    await apply(orders_engine, control(1, []))
    item = order_item(household, {SOAP: 1}, cash(320))
    assert (await sent_late(table, item))["body"]["state"] == "late"
    assert [late["reason"] for late in await tray(coordinator)] == ["cycle_over"]
    assert await leave(coordinator, item["id"], "admission") == (409, "late_order_after_settlement")
    assert await leave(coordinator, item["id"], "refund") == (200, "refunded")
    assert await table.credit(household) == 320


async def test_one_that_costs_more_than_was_told_waits_for_a_word_with_its_household(
    table: Table, coordinator: Table, orders_engine: AsyncEngine
) -> None:
    household = await table.household()
    await give_tariff(orders_engine, household, 120)
    await table.seal()
    item = order_item(household, {SOAP: 1}, cash(320))
    item["order"]["told_cents"] = 300
    assert (await sent_late(table, item))["body"]["state"] == "late"
    assert [(late["reason"], late["missing_cents"]) for late in await tray(coordinator)] == [("more_than_told", 64)]


CHANGES = ["order_differs", "order_changed", "order_not_open", "centre_sealed", "not_enough_paid", "order_unknown"]


@pytest.mark.parametrize("why", CHANGES)
async def test_a_change_that_is_refused_is_in_the_tray_and_its_order_stands(
    table: Table, coordinator: Table, orders_engine: AsyncEngine, why: str
) -> None:
    household, order = await table.household(), uuid7()
    version = 1
    if why != "order_unknown":
        version = (await table.order(household, order_id=order, payments=[cash()])).json()["version"]
    if why in {"order_differs", "order_changed"}:
        changed = await table.order(household, {FLOUR: 500}, order_id=order, version=version)
        if why == "order_changed":
            await table.order(household, {FLOUR: 1_000}, order_id=order, version=changed.json()["version"])
    elif why == "order_not_open":
        await table.client.post(f"/v1/orders/{order}/cancellation")
        version = (await table.client.get(f"/v1/orders/{order}")).json()["order"]["version"]
    elif why == "centre_sealed":
        await table.seal()
    before, credit = (await table.client.get(f"/v1/orders/{order}")).json(), await table.credit(household)
    item = order_item(household, {FLOUR: 2_500, SOAP: 1}, cash(300))
    item |= {"id": str(order)}
    item["order"]["version"] = version
    refused = await sent_late(table, item)
    assert (refused["body"]["code"], len(refused["booked"])) == (why, 1)
    assert await table.credit(household) == credit + 300
    assert (await table.client.get(f"/v1/orders/{order}")).json() == before
    (late,) = await tray(coordinator)
    assert (late["reason"], late["total_cents"], len(late["lines"])) == ("change", 683, 2)
    assert await leave(coordinator, late["order_id"], "refund") == (200, "refunded")
    assert await broken_tills(orders_engine) == []


async def test_money_taken_before_the_closing_brings_its_lapsed_order_into_the_tray(
    table: Table, coordinator: Table, orders_engine: AsyncEngine
) -> None:
    household, neighbour, order = await table.household(), await table.household("000002"), uuid7()
    await table.order(household, order_id=order)
    await table.seal()
    item = payment_item(neighbour, 363, str(order))
    late = await sent_late(table, item)
    assert (late["body"]["applied"][0]["state"], late["body"]["credit_cents"]) == ("late", 363)
    assert "came too late: it waits for the coordinator" in late["body"]["sentence"]
    assert [(one["reason"], one["missing_cents"]) for one in await tray(coordinator)] == [("lapsed", 363)]
    assert (await coordinator.client.get(f"/v1/cycles/{CYCLE}/lapsed")).json()["items"] == []
    await table.pay(household, 363)
    assert await leave(coordinator, str(order), "admission") == (200, "confirmed")
    assert await broken_tills(orders_engine) == []


async def test_what_no_table_offers_is_refused_and_its_money_is_credit(table: Table, coordinator: Table) -> None:
    """A product, a quantity or a cycle that is not sold here: there is nothing that could be admitted."""
    household = await table.household()
    items = [order_item(household, lines, cash(100)) for lines in ({"NIX": 1}, {FLOUR: 333})]
    items.append(order_item(household, {SOAP: 1}, cash(100)))
    items[2]["order"]["cycle"] = "1999-01"
    answers = await send(table, *(item | AN_HOUR for item in items))
    assert [answer["body"]["code"] for answer in answers] == [
        "product_unknown",
        "quantity_not_in_steps",
        "unknown_cycle",
    ]
    assert (await table.credit(household), await tray(coordinator)) == (300, [])
