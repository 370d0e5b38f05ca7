"""Orders and money that come after a centre is sealed, and batches of a device that was offline."""

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.group_orders import HouseholdOrderConfirmed
from shared.kernel.ids import uuid7
from tests.fixtures.batches import order_item, payment_item, send
from tests.fixtures.orders_http import MIN, SOAP, OrdersHttp, Table, broken_tills, cash
from tests.fixtures.orders_story import balances, published


async def test_without_money_a_sealed_centre_refuses(table: Table) -> None:
    household = await table.household()
    await table.seal()
    refused = await table.order(household)
    assert (refused.status_code, refused.json()["code"]) == (409, "centre_sealed")


async def test_with_money_it_is_late_and_the_money_is_credit(table: Table, orders_engine: AsyncEngine) -> None:
    household, order_id, paid = await table.household(), uuid7(), [cash()]
    await table.seal()
    late = await table.order(household, order_id=order_id, payments=paid)
    assert (late.status_code, late.json()["state"], late.json()["held_cents"]) == (201, "late", 0)
    assert late.json()["credit_cents"] == 363
    assert (await table.order(household, order_id=order_id, payments=paid)).json() == late.json()
    assert await published(orders_engine, HouseholdOrderConfirmed) == []
    assert await balances(orders_engine) == {"till:DUC:cash": 363, "household:000001:credit": -363}


async def test_a_sealed_order_is_neither_amended_nor_cancelled(table: Table) -> None:
    household, order_id = await table.household(), uuid7()
    version = (await table.order(household, order_id=order_id, payments=[cash()])).json()["version"]
    await table.seal()
    amended = await table.order(household, {SOAP: 1}, order_id=order_id, version=version, payments=[cash()])
    cancelled = await table.client.post(f"/v1/orders/{order_id}/cancellation")
    assert [(answer.status_code, answer.json()["code"]) for answer in (amended, cancelled)] == [
        (409, "centre_sealed")
    ] * 2
    assert await table.credit(household) == 0


async def test_money_for_an_order_that_lapsed_is_credit(table: Table) -> None:
    household, order_id = await table.household(), uuid7()
    await table.order(household, order_id=order_id)
    await table.seal()
    paid = (await table.pay(household, 363, order_id)).json()
    assert (paid["applied"][0]["state"], paid["credit_cents"]) == ("lapsed", 363)
    again = (await table.order(household, order_id=order_id, payments=[cash(100)])).json()
    assert again["state"] == "late"
    assert await table.credit(household) == 463


async def test_a_batch_answers_each_item_as_if_alone(table: Table, orders_engine: AsyncEngine) -> None:
    first, second, third = [await table.household(f"00000{n}") for n in (1, 2, 3)]
    items = [
        order_item(first, {SOAP: 1}, cash(320)),
        order_item(second, {SOAP: 2}),
        order_item(third, {"NIX": 2}, cash(500)),
    ]
    items.append(payment_item(third, 640, items[1]["id"]))
    answers = await send(table, *items)
    assert [answer["status"] for answer in answers] == [201, 201, 422, 201]
    assert [answer["body"].get("state") for answer in answers[:2]] == ["confirmed", "waiting"]
    assert answers[2]["body"]["code"] == "product_unknown"
    assert answers[2]["booked"] == [items[2]["order"]["payments"][0]["id"]]
    assert answers[3]["body"]["applied"][0]["state"] == "confirmed"
    assert await table.credit(third) == 500
    assert await broken_tills(orders_engine) == []


async def test_a_batch_sent_again_books_nothing_twice(table: Table, orders_engine: AsyncEngine) -> None:
    first, second = await table.household("000001"), await table.household("000002")
    items = [
        order_item(first, {SOAP: 1}, cash(500)),
        order_item(second, {"NIX": 1}, cash(200)),
        payment_item(second, 100),
    ]
    before = await send(table, *items)
    booked = await balances(orders_engine)
    again = await send(table, *items)
    assert await balances(orders_engine) == booked
    assert [answer["body"] for answer in again[:2]] == [answer["body"] for answer in before[:2]]
    assert [answer["status"] for answer in again] == [200, 422, 200]


async def test_offline_orders_for_a_sealed_centre_are_late_even_without_money(table: Table) -> None:
    first, second = await table.household("000001"), await table.household("000002")
    await table.seal()
    answers = await send(table, order_item(first, {SOAP: 1}), order_item(second, {SOAP: 1}, cash(320)))
    assert [answer["body"]["state"] for answer in answers] == ["late", "late"]
    assert [await table.credit(household) for household in (first, second)] == [0, 320]


async def test_a_second_order_in_the_batch_keeps_its_money(table: Table) -> None:
    household = await table.household()
    items = [order_item(household, {SOAP: 1}, cash(320)), order_item(household, {SOAP: 2}, cash(640))]
    answers = await send(table, *items)
    assert [answer["status"] for answer in answers] == [201, 409]
    assert answers[1]["body"]["figures"]["first_order"] == items[0]["id"]
    assert await table.credit(household) == 640


async def test_another_centres_household_gets_nothing_booked(table: Table, orders_http: OrdersHttp) -> None:
    async with orders_http.table(MIN) as other:
        household = await other.household("000002", MIN)
        answers = await send(table, order_item(household, {SOAP: 1}, cash(320)), payment_item(household, 100))
        assert await other.credit(household) == 0
    assert [answer["status"] for answer in answers] == [404, 404]
    assert [answer["booked"] for answer in answers] == [[], []]
    assert all(len(answer["unbooked"]) == 1 for answer in answers)


async def test_an_offline_payment_shows_nothing_of_another_centres_order(table: Table, orders_http: OrdersHttp) -> None:
    own = await table.household()
    async with orders_http.table(MIN) as other:
        theirs = uuid7()
        await other.order(await other.household("000002", MIN), {SOAP: 1}, order_id=theirs)
        item = payment_item(own, 320, str(theirs))
        first, again = await send(table, item), await send(table, item)
        state = (await other.client.get(f"/v1/orders/{theirs}")).json()["order"]["state"]
    assert [answer["status"] for (answer,) in (first, again)] == [201, 200]
    assert [answer["body"]["applied"] for (answer,) in (first, again)] == [[], []]
    assert (await table.credit(own), state) == (320, "waiting")


async def test_money_taken_offline_needs_its_amount(table: Table) -> None:
    first, second = await table.household("000001"), await table.household("000002")
    items = [order_item(first, {SOAP: 1}, cash()), payment_item(second, None, str(uuid7()))]
    answers = await send(table, *items)
    assert [answer["status"] for answer in answers] == [422, 422]
    assert {answer["body"]["code"] for answer in answers} == {"payment_amount_needed"}
    paid = [items[0]["order"]["payments"][0]["id"], items[1]["id"]]
    assert [answer["unbooked"] for answer in answers] == [[payment] for payment in paid]
    for answer, payment in zip(answers, paid, strict=True):
        assert payment in answer["body"]["detail"]
        assert "Enter how much was paid" in answer["body"]["detail"]
    assert (await table.client.get(f"/v1/orders/{items[0]['id']}")).status_code == 404


async def test_money_that_was_booked_before_is_said_to_be_booked(table: Table, orders_engine: AsyncEngine) -> None:
    """Placed online with exactly what it lacked, amended elsewhere, then sent again by a device that knows neither."""
    household = await table.household()
    item = order_item(household, {SOAP: 1}, cash())
    placed = await table.client.put(f"/v1/orders/{item['id']}", json=item["order"])
    amended = item["order"] | {"version": placed.json()["version"], "lines": [{"product": SOAP, "quantity": 2}]}
    await table.client.put(f"/v1/orders/{item['id']}", json=amended | {"payments": [cash()]})
    before = await balances(orders_engine)
    (answer,) = await send(table, item)
    assert (answer["status"], answer["body"]["code"]) == (409, "order_changed")
    assert (answer["booked"], answer["unbooked"]) == ([item["order"]["payments"][0]["id"]], [])
    assert await balances(orders_engine) == before


async def test_money_without_amount_of_a_refused_order_is_said_not_to_be_booked(table: Table) -> None:
    household = await table.household()
    item = order_item(household, {"NIX": 1}, cash())
    (answer,) = await send(table, item)
    assert (answer["booked"], answer["unbooked"]) == ([], [item["order"]["payments"][0]["id"]])
