"""Payments apart from an order, over HTTP: one volunteer keys, another cashes, a neighbour pays."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.payment_tables import payments
from shared.contracts.group_orders import HouseholdOrderConfirmed
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import MIN, SOAP, OrdersHttp, Table, broken_tills
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
    assert paid.json()["applied"] == [{"order_id": str(order_id), "state": "confirmed", "missing_cents": 0}]
    assert paid.json()["credit_cents"] == 180
    event = (await published(orders_engine, HouseholdOrderConfirmed))[0]
    assert (event.order_id, event.held, event.lines[0].product) == (order_id, 320, SOAP)
    expected = {"till:DUC:cheques": 500, "household:000001:held": -320, "household:000001:credit": -180}
    assert await balances(orders_engine) == expected
    assert (await table.client.get("/v1/centres/DUC/till")).json()["waiting"] == []


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
