"""What came late, lapsed or was closed too early, once the coordinator opens the centre again."""

from typing import Any

from shared.kernel.ids import group_order_id, uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, FLOUR, MIN, OrdersHttp, Table, cash
from tests.fixtures.orders_story import CYCLE

ADDRESS = f"/v1/group-orders/{group_order_id(CYCLE, DUC)}"


async def reopen(orders_http: OrdersHttp) -> dict[str, Any]:
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        response = await coordinator.client.post(f"{ADDRESS}/reopening", json={"reason": "Une famille oubliée."})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def test_a_late_order_sent_again_is_taken(table: Table, orders_http: OrdersHttp) -> None:
    household, order_id, paid = await table.household(), uuid7(), [cash()]
    await table.seal()
    late = await table.order(household, order_id=order_id, payments=paid)
    assert late.json()["state"] == "late"
    await reopen(orders_http)
    taken = await table.order(household, order_id=order_id, payments=paid)
    assert (taken.status_code, taken.json()["state"], taken.json()["credit_cents"]) == (200, "confirmed", 0)
    assert (await table.order(household, order_id=order_id, payments=paid)).json()["state"] == "confirmed"


async def test_a_late_order_is_amended_or_cancelled(table: Table, orders_http: OrdersHttp) -> None:
    first, second = await table.household(), await table.household("000002")
    amended_id, cancelled_id = uuid7(), uuid7()
    await table.seal()
    late = (await table.order(first, order_id=amended_id, payments=[cash()])).json()
    await table.order(second, order_id=cancelled_id, payments=[cash()])
    early = await table.order(first, {FLOUR: 500}, order_id=amended_id, version=late["version"])
    assert (early.status_code, early.json()["code"]) == (409, "order_in_late_tray")
    await reopen(orders_http)
    amended = await table.order(first, {FLOUR: 500}, order_id=amended_id, version=late["version"])
    assert (amended.json()["state"], amended.json()["credit_cents"]) == ("confirmed", 363 - 73)
    cancelled = await table.client.post(f"/v1/orders/{cancelled_id}/cancellation")
    assert (cancelled.json()["state"], cancelled.json()["credit_cents"]) == ("cancelled", 363)


async def test_a_seal_sent_again_does_not_close_what_was_opened_again(table: Table, orders_http: OrdersHttp) -> None:
    seen = {"version": (await table.client.get(ADDRESS)).json()["version"]}
    assert (await table.client.post(f"{ADDRESS}/sealing", json=seen)).json()["state"] == "sealed"
    assert (await table.client.post(f"{ADDRESS}/sealing", json=seen)).json()["state"] == "sealed"
    now = await reopen(orders_http)
    again = await table.client.post(f"{ADDRESS}/sealing", json=seen)
    assert (again.status_code, again.json()["code"]) == (409, "group_order_changed")
    assert (await table.client.get(ADDRESS)).json()["state"] == "open"
    sealed = await table.client.post(f"{ADDRESS}/sealing", json={"version": now["version"]})
    assert sealed.json()["state"] == "sealed"


async def test_an_order_whose_household_moved_stays_lapsed(table: Table, orders_http: OrdersHttp) -> None:
    household, order_id = await table.household(), uuid7()
    await table.order(household, order_id=order_id)
    await table.seal()
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        await coordinator.household(centre=MIN, id=household)
    await reopen(orders_http)
    assert (await table.client.get(f"/v1/orders/{order_id}")).json()["order"]["state"] == "lapsed"
    async with orders_http.table(MIN) as new_table:
        assert (await new_table.order(household, payments=[cash()])).json()["state"] == "confirmed"


async def test_what_is_missing_follows_the_money_and_is_kept_when_the_order_lapses(table: Table) -> None:
    household, order_id = await table.household(), uuid7()
    assert (await table.order(household, order_id=order_id)).json()["missing_cents"] == 363
    await table.pay(household, 100, order_id)
    read = (await table.client.get(f"/v1/orders/{order_id}")).json()["order"]
    assert (read["missing_cents"], read["credit_cents"]) == (263, 100)
    sent_again = (await table.order(household, order_id=order_id)).json()
    assert (sent_again["missing_cents"], "€2.63" in sent_again["sentence"]) == (263, True)
    await table.seal()
    await table.pay(household, 500)
    (lapsed,) = (await table.client.get(f"/v1/cycles/{CYCLE}/lapsed")).json()["items"]
    assert lapsed["missing_cents"] == 263
