"""Payments apart from an order, over HTTP: one volunteer keys, another cashes, a neighbour pays."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.payment_tables import payments
from shared.contracts.group_orders import HouseholdOrderConfirmed
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import MIN, SOAP, OrdersHttp, Table, broken_tills, cash
from tests.fixtures.orders_story import balances, published


async def _waiting(table: Table, number: str) -> tuple[UUID, UUID]:
    """A household with an order of one soap, 3.20 €, that waits."""
    household, order_id = await table.household(number), uuid7()
    assert (await table.order(household, {SOAP: 1}, order_id=order_id)).json()["state"] == "waiting"
    return household, order_id


async def test_a_payment_confirms_the_order_that_waited(table: Table, orders_engine: AsyncEngine) -> None:
    household, order_id = await _waiting(table, "000001")
    paid = await table.pay(household, 500, order_id, means="cheque")
    assert paid.status_code == 201
    assert paid.json()["applied"] == [(await table.client.get(f"/v1/orders/{order_id}")).json()["order"]]
    (order,) = paid.json()["applied"]
    assert (order["order_id"], order["state"], order["missing_cents"]) == (str(order_id), "confirmed", 0)
    assert order["fetch"]["place"]
    assert "The order is confirmed and paid: €3.20 are set aside for it" in order["sentence"]
    assert f"To fetch: {order['fetch']['place']}, " in order["sentence"]
    assert paid.json()["credit_cents"] == 180
    assert paid.json()["sentence"] == "The payment of €5.00 is booked. €1.80 are left on the payer's account."
    assert paid.headers["content-language"] == "en"
    event = (await published(orders_engine, HouseholdOrderConfirmed))[0]
    assert (event.order_id, event.held, event.lines[0].product) == (order_id, 320, SOAP)
    expected = {"till:DUC:cheques": 500, "household:000001:held": -320, "household:000001:credit": -180}
    assert await balances(orders_engine) == expected
    assert (await table.client.get("/v1/centres/DUC/till")).json()["items"] == []


async def test_a_neighbour_pays_for_several_and_is_kept_as_payer(table: Table, orders_engine: AsyncEngine) -> None:
    neighbour = await table.household("000009")
    first, second, third = [await _waiting(table, f"00000{n}") for n in (1, 2, 3)]
    await table.pay(second[0], 100)
    paid = (await table.pay(neighbour, 600, first[1], second[1], third[1])).json()
    assert [order["state"] for order in paid["applied"]] == ["confirmed", "confirmed", "waiting"]
    assert (paid["applied"][2]["missing_cents"], paid["credit_cents"]) == (320, 60)
    async with orders_engine.connect() as connection:
        found = select(payments.c.payer_household_id, payments.c.order_ids).where(payments.c.amount_cents == 600)
        payer, orders = (await connection.execute(found)).one()
    assert (payer, set(orders)) == (neighbour, {first[1], second[1], third[1]})
    assert await balances(orders_engine) == {
        "till:DUC:cash": 700,
        "household:000001:held": -320,
        "household:000002:held": -320,
        "household:000009:credit": -60,
    }
    assert await broken_tills(orders_engine) == []


async def test_no_amount_is_exactly_what_the_orders_lack(table: Table) -> None:
    neighbour = await table.household("000009")
    first, second = [await _waiting(table, f"00000{n}") for n in (1, 2)]
    paid = (await table.pay(neighbour, None, first[1], second[1])).json()
    assert (paid["amount_cents"], paid["credit_cents"]) == (640, 0)
    assert [order["state"] for order in paid["applied"]] == ["confirmed", "confirmed"]


async def test_a_payers_credit_pays_for_a_neighbour(table: Table, orders_engine: AsyncEngine) -> None:
    giver, other = await table.household("000009"), await _waiting(table, "000001")
    await table.pay(giver, 400)
    paid = (await table.pay(giver, 350, other[1], means="credit")).json()
    assert (paid["applied"][0]["state"], paid["credit_cents"]) == ("confirmed", 80)
    expected = {"till:DUC:cash": 400, "household:000001:held": -320, "household:000009:credit": -80}
    assert await balances(orders_engine) == expected
    too_much = await table.pay(giver, 81, means="credit")
    assert (too_much.status_code, too_much.json()["code"]) == (409, "not_enough_credit")


async def test_credit_is_booked_and_a_waiting_order_takes_it_when_sent_again(table: Table) -> None:
    household, order_id = await _waiting(table, "000001")
    paid = (await table.pay(household, 320)).json()
    assert (paid["applied"], paid["credit_cents"]) == ([], 320)
    again = (await table.order(household, {SOAP: 1}, order_id=order_id)).json()
    assert (again["state"], again["credit_cents"]) == ("confirmed", 0)


async def test_the_same_payment_twice_is_answered_the_same_another_is_refused(table: Table) -> None:
    household, order_id = await _waiting(table, "000001")
    payment_id = uuid7()
    first = await table.pay(household, 500, order_id, id=payment_id)
    again = await table.pay(household, 500, order_id, id=payment_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    for other in (table.pay(household, 600, order_id, id=payment_id), table.pay(household, 500, id=payment_id)):
        refused = await other
        assert (refused.status_code, refused.json()["code"]) == (409, "payment_differs")


@pytest.mark.parametrize(("cents", "code"), [(0, "payment_not_positive"), (10**9, "payment_too_big")])
async def test_amounts_that_make_no_sense(table: Table, cents: int, code: str) -> None:
    household = await table.household()
    refused = await table.pay(household, cents)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_nothing_to_pay(table: Table) -> None:
    household = await table.household()
    refused = await table.pay(household, None)
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_pay")


async def test_other_centres_households_and_orders_are_unknown(table: Table, orders_http: OrdersHttp) -> None:
    household, order_id = await _waiting(table, "000001")
    async with orders_http.table(MIN) as other:
        own = await other.household("000002", MIN)
        for_theirs = await other.pay(own, 500, order_id)
        as_them = await other.pay(household, 500)
    assert (for_theirs.status_code, for_theirs.json()["code"]) == (404, "order_unknown")
    assert (as_them.status_code, as_them.json()["code"]) == (404, "household_unknown")
    assert await table.credit(household) == 0


async def test_another_centres_payment_sent_again_is_as_unknown_as_none(table: Table, orders_http: OrdersHttp) -> None:
    household, order_id = await _waiting(table, "000001")
    payment_id = uuid7()
    await table.pay(household, 320, order_id, id=payment_id)
    async with orders_http.table(MIN) as other:
        same = await other.pay(household, 320, order_id, id=payment_id)
        differs = await other.pay(household, 100, id=payment_id)
        none = await other.pay(uuid7(), 320, order_id, id=payment_id)
    assert [refused.status_code for refused in (same, differs, none)] == [404] * 3
    assert same.json() == differs.json() == none.json()
    assert same.json()["code"] == "household_unknown"


async def test_a_payment_for_two_centres_shows_each_its_own_order(table: Table, orders_http: OrdersHttp) -> None:
    """Only who sees both centres pays for both at once; a volunteer who sends it again sees one."""
    payer, (_, order_id) = await table.household("000009"), await _waiting(table, "000001")
    payment_id = uuid7()
    async with orders_http.table(MIN) as other, orders_http.table(role=Role.TREASURER) as treasurer:
        elsewhere = uuid7()
        await other.order(await other.household("000002", MIN), {SOAP: 1}, order_id=elsewhere)
        both = (await treasurer.pay(payer, 640, order_id, elsewhere, id=payment_id)).json()
    again = (await table.pay(payer, 640, order_id, elsewhere, id=payment_id)).json()
    assert [order["order_id"] for order in both["applied"]] == [str(order_id), str(elsewhere)]
    assert again == both | {"applied": both["applied"][:1]}


async def test_a_payment_is_read_with_who_paid_and_for_whom(table: Table) -> None:
    neighbour, payment_id = await table.household("000009"), uuid7()
    first, second = [await _waiting(table, f"00000{n}") for n in (1, 2)]
    await table.pay(neighbour, 400, first[1], second[1], id=payment_id)
    read = await table.client.get(f"/v1/payments/{payment_id}")
    paid = read.json()
    assert read.status_code == 200
    assert (paid["payment_id"], paid["payer_household_id"]) == (str(payment_id), str(neighbour))
    assert (paid["payer_number"], paid["means"], paid["amount_cents"], paid["till"]) == ("000009", "cash", 400, "DUC")
    assert {order["household_number"]: order["state"] for order in paid["orders"]} == {
        "000001": "confirmed",
        "000002": "waiting",
    }


async def test_a_households_payments_come_in_pages_in_the_order_they_were_booked(table: Table) -> None:
    payer, other = await table.household("000001"), await table.household("000002")
    address = f"/v1/households/{payer}/payments"
    assert (await table.client.get(address)).json() == {"items": [], "next": None}
    for cents in (300, 100, 200):
        await table.pay(payer, cents, id=uuid4())
    await table.order(payer, payments=[cash(400)])
    await table.pay(other, 999)
    found: list[dict[str, Any]] = []
    after: dict[str, Any] = {}
    for _ in range(2):
        page = (await table.client.get(address, params={"limit": 2} | after)).json()
        found += page["items"]
        after = {"after": page["next"]}
    assert ([paid["amount_cents"] for paid in found], page["next"]) == ([300, 100, 200, 400], None)
    assert [len(paid["orders"]) for paid in found] == [0, 0, 0, 1]


async def test_another_centres_payments_are_as_unknown_as_none(table: Table, orders_http: OrdersHttp) -> None:
    household, payment_id = await table.household(), uuid7()
    await table.pay(household, 100, id=payment_id)
    async with orders_http.table(MIN) as other, orders_http.table(role=Role.OPERATOR) as operator:
        read, none = [await other.client.get(f"/v1/payments/{paid}") for paid in (payment_id, uuid7())]
        listed = await other.client.get(f"/v1/households/{household}/payments")
        addresses = (f"/v1/payments/{payment_id}", f"/v1/households/{household}/payments")
        forbidden = [(await operator.client.get(address)).status_code for address in addresses]
    assert (read.status_code, read.json()) == (404, none.json())
    assert read.json()["code"] == "payment_unknown"
    assert (listed.status_code, listed.json()["code"]) == (404, "household_unknown")
    assert forbidden == [403, 403]


async def test_a_payment_shows_no_order_of_another_centre(table: Table, orders_http: OrdersHttp) -> None:
    payer, (_, order_id), payment_id = await table.household("000009"), await _waiting(table, "000001"), uuid7()
    async with orders_http.table(MIN) as other, orders_http.table(role=Role.COORDINATOR) as coordinator:
        elsewhere = uuid7()
        await other.order(await other.household("000002", MIN), {SOAP: 1}, order_id=elsewhere)
        await coordinator.pay(payer, 640, order_id, elsewhere, id=payment_id)
        everything = (await coordinator.client.get(f"/v1/payments/{payment_id}")).json()
    seen = (await table.client.get(f"/v1/payments/{payment_id}")).json()
    assert {order["household_number"] for order in everything["orders"]} == {"000001", "000002"}
    assert [order["household_number"] for order in seen["orders"]] == ["000001"]


async def test_a_page_of_payments_that_is_none(table: Table) -> None:
    household = await table.household()
    refused = await table.client.get(f"/v1/households/{household}/payments", params={"after": "yesterday"})
    assert (refused.status_code, refused.json()["code"]) == (422, "page_unknown")
