"""Orders at the table, over HTTP on real PostgreSQL: confirmed, waiting, amended, cancelled."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.group_orders import HouseholdOrderCancelled, HouseholdOrderConfirmed
from shared.kernel.ids import uuid7
from tests.fixtures.orders_http import DUC, FLOUR, SOAP, Table, broken_tills, cash
from tests.fixtures.orders_story import balances, published


async def test_a_prepaid_order_is_confirmed_held_and_published(table: Table, orders_engine: AsyncEngine) -> None:
    household = await table.household()
    response = await table.order(household, {FLOUR: 2500, SOAP: 2}, payments=[cash()])
    assert response.status_code == 201, response.text
    answer = response.json()
    assert answer["state"] == "confirmed"
    assert (answer["held_cents"], answer["paid_cents"], answer["credit_cents"]) == (363 + 640, 1003, 0)
    assert answer["fetch"] == {"centre": "DUC", "place": "salle", "day": "2026-12-18", "starts": None, "ends": None}
    assert "€10.03 are set aside" in answer["sentence"]
    event = (await published(orders_engine, HouseholdOrderConfirmed))[0]
    assert (event.household, event.label, event.centre, event.held) == ("000001", "Foyer 000001", DUC, 1003)
    assert [(line.product, line.quantity, line.held) for line in event.lines] == [(FLOUR, 2500, 363), (SOAP, 2, 640)]
    assert await balances(orders_engine) == {"till:DUC:cash": 1003, "household:000001:held": -1003}
    assert await broken_tills(orders_engine) == []


async def test_more_than_needed_is_credit_and_is_used_first_next_time(table: Table) -> None:
    household, order_id = await table.household(), uuid7()
    answer = (await table.order(household, order_id=order_id, payments=[cash(1000)])).json()
    assert (answer["state"], answer["credit_cents"]) == ("confirmed", 637)
    version = answer["version"]
    amended = await table.order(household, {FLOUR: 5000}, order_id=order_id, version=version)
    assert amended.status_code == 200
    assert (amended.json()["held_cents"], amended.json()["credit_cents"]) == (725, 275)


async def test_less_than_needed_waits_and_is_not_published(table: Table, orders_engine: AsyncEngine) -> None:
    household = await table.household()
    answer = (await table.order(household, payments=[cash(100)])).json()
    assert (answer["state"], answer["held_cents"], answer["missing_cents"]) == ("waiting", 0, 263)
    assert answer["credit_cents"] == 100
    assert "€2.63 are missing" in answer["sentence"]
    assert await published(orders_engine, HouseholdOrderConfirmed) == []
    assert await balances(orders_engine) == {"till:DUC:cash": 100, "household:000001:credit": -100}
    till = (await table.client.get("/v1/centres/DUC/till")).json()
    assert [(order["household_number"], order["missing_cents"]) for order in till["items"]] == [("000001", 263)]


async def test_a_waiting_order_sent_again_with_its_money_is_confirmed(table: Table) -> None:
    household, order_id = await table.household(), uuid7()
    waiting = (await table.order(household, order_id=order_id)).json()
    assert (waiting["state"], waiting["missing_cents"]) == ("waiting", 363)
    paid = await table.order(household, order_id=order_id, payments=[cash()])
    assert paid.status_code == 200
    assert (paid.json()["state"], paid.json()["held_cents"], paid.json()["paid_cents"]) == ("confirmed", 363, 363)


async def test_a_waiting_order_sent_again_without_money_answers_the_same(table: Table) -> None:
    household, order_id = await table.household(), uuid7()
    first = await table.order(household, order_id=order_id)
    again = await table.order(household, order_id=order_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


async def test_the_same_order_twice_is_answered_the_same_and_booked_once(
    table: Table, orders_engine: AsyncEngine
) -> None:
    household, order_id, payments = await table.household(), uuid7(), [cash(500)]
    first = await table.order(household, order_id=order_id, payments=payments)
    again = await table.order(household, order_id=order_id, payments=payments)
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.headers["content-language"], again.headers["content-language"]) == ("en", "en")
    assert first.json() == again.json()
    assert (await balances(orders_engine))["till:DUC:cash"] == 500
    assert len(await published(orders_engine, HouseholdOrderConfirmed)) == 1


async def test_other_lines_at_the_same_version_are_refused(table: Table) -> None:
    household, order_id = await table.household(), uuid7()
    await table.order(household, order_id=order_id, payments=[cash()])
    other = await table.order(household, {FLOUR: 500}, order_id=order_id, payments=[cash()])
    assert (other.status_code, other.json()["code"]) == (409, "order_differs")
    assert other.json()["detail"] == (
        "This order was entered already, with other contents. To change it, reload it and amend it."
    )
    assert await table.credit(household) == 0


async def test_a_payment_booked_for_another_order_does_not_pay_this_one(
    table: Table, orders_engine: AsyncEngine
) -> None:
    household, first, paid = await table.household(), uuid7(), [cash(363)]
    await table.order(household, order_id=first, payments=paid)
    await table.client.post(f"/v1/orders/{first}/cancellation")
    before = await balances(orders_engine)
    refused = await table.order(household, payments=paid)
    assert (refused.status_code, refused.json()["code"]) == (409, "payment_differs")
    assert refused.json()["figures"]["payment"] == paid[0]["id"]
    assert await balances(orders_engine) == before


async def test_a_payment_booked_as_credit_may_be_named_by_its_order(table: Table) -> None:
    household, paid = await table.household(), cash(400)
    await table.pay(household, 400, id=paid["id"])
    placed = await table.order(household, payments=[paid])
    assert (placed.status_code, placed.json()["state"], placed.json()["credit_cents"]) == (201, "confirmed", 37)


async def test_an_amendment_replaces_the_lines_and_holds_the_difference(
    table: Table, orders_engine: AsyncEngine
) -> None:
    household, order_id = await table.household(), uuid7()
    placed = (await table.order(household, {FLOUR: 2500, SOAP: 2}, order_id=order_id, payments=[cash()])).json()
    less = await table.order(household, {SOAP: 1}, order_id=order_id, version=placed["version"])
    assert (less.status_code, less.json()["held_cents"], less.json()["credit_cents"]) == (200, 320, 683)
    stored = (await table.client.get(f"/v1/orders/{order_id}")).json()
    assert [(line["product"], line["quantity"], line["held_cents"]) for line in stored["lines"]] == [(SOAP, 1, 320)]
    assert [event.held for event in await published(orders_engine, HouseholdOrderConfirmed)] == [1003, 320]
    expected = {"till:DUC:cash": 1003, "household:000001:held": -320, "household:000001:credit": -683}
    assert await balances(orders_engine) == expected


async def test_an_amendment_of_an_older_version_is_refused(table: Table) -> None:
    household, order_id = await table.household(), uuid7()
    first = (await table.order(household, order_id=order_id, payments=[cash(1000)])).json()["version"]
    second = (await table.order(household, {FLOUR: 500}, order_id=order_id, version=first)).json()["version"]
    stale = await table.order(household, {FLOUR: 1000}, order_id=order_id, version=first)
    assert (stale.status_code, stale.json()["code"]) == (409, "order_differs")
    older = await table.order(household, {FLOUR: 1000}, order_id=order_id, version=first - 1)
    assert (older.status_code, older.json()["code"]) == (409, "order_changed")
    assert older.json()["figures"]["version"] == second


async def test_an_amendment_that_the_money_does_not_cover_leaves_the_order_as_it_was(
    table: Table, orders_engine: AsyncEngine
) -> None:
    household, order_id = await table.household(), uuid7()
    placed = (await table.order(household, order_id=order_id, payments=[cash()])).json()
    before = await balances(orders_engine)
    refused = await table.order(
        household, {FLOUR: 5000}, order_id=order_id, version=placed["version"], payments=[cash(100)]
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "not_enough_paid")
    assert refused.json()["figures"]["missing_cents"] == 262
    assert (await table.client.get(f"/v1/orders/{order_id}")).json()["order"]["version"] == placed["version"]
    assert await balances(orders_engine) == before


async def test_a_refused_amendment_is_taken_once_its_money_is_there(table: Table) -> None:
    household, order_id = await table.household(), uuid7()
    version = (await table.order(household, order_id=order_id, payments=[cash()])).json()["version"]
    more: dict[str, Any] = {"lines": {FLOUR: 5000}, "order_id": order_id, "version": version}
    assert (await table.order(household, **more)).json()["code"] == "not_enough_paid"
    await table.pay(household, 362)
    taken = await table.order(household, **more)
    assert (taken.status_code, taken.json()["held_cents"], taken.json()["credit_cents"]) == (200, 725, 0)


async def test_a_second_order_of_the_household_names_the_first(table: Table) -> None:
    household, first = await table.household(), uuid7()
    await table.order(household, order_id=first, payments=[cash()])
    second = await table.order(household, {FLOUR: 500}, payments=[cash()])
    assert (second.status_code, second.json()["code"]) == (409, "second_order")
    assert second.json()["figures"]["first_order"] == str(first)
    assert await table.credit(household) == 0


async def test_a_cancelled_order_gives_its_money_back_and_leaves_room_for_another(
    table: Table, orders_engine: AsyncEngine
) -> None:
    household, order_id = await table.household(), uuid7()
    await table.order(household, order_id=order_id, payments=[cash()])
    cancelled = await table.client.post(f"/v1/orders/{order_id}/cancellation")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    assert cancelled.json()["credit_cents"] == 363
    again = await table.client.post(f"/v1/orders/{order_id}/cancellation", json={"version": 1})
    assert again.json() == cancelled.json()
    assert len(await published(orders_engine, HouseholdOrderCancelled)) == 1
    another = await table.order(household)
    assert (another.status_code, another.json()["state"]) == (201, "confirmed")
    assert await broken_tills(orders_engine) == []


async def test_a_waiting_order_is_cancelled_without_a_word_to_supply(table: Table, orders_engine: AsyncEngine) -> None:
    household, order_id = await table.household(), uuid7()
    await table.order(household, order_id=order_id)
    cancelled = await table.client.post(f"/v1/orders/{order_id}/cancellation")
    assert cancelled.json()["state"] == "cancelled"
    assert await published(orders_engine, HouseholdOrderCancelled) == []


async def test_cancelling_another_version_than_the_stored_one_is_refused(table: Table) -> None:
    household, order_id = await table.household(), uuid7()
    version = (await table.order(household, order_id=order_id, payments=[cash()])).json()["version"]
    refused = await table.client.post(f"/v1/orders/{order_id}/cancellation", json={"version": version - 1})
    assert (refused.status_code, refused.json()["code"]) == (409, "order_changed")
