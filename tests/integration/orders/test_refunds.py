"""Credit given back: never more than there is, in the household's account or in the till; once."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, FLOUR, MIN, SOAP, OrdersHttp, Table, broken_tills, cash
from tests.fixtures.orders_story import apply, closing, control, settled
from tests.fixtures.orders_story import balances as ledger_balances
from tests.fixtures.racing import held_by, rows


async def refund(
    table: Table, household: UUID, cents: Any, *, means: str = "cash", refund_id: UUID | None = None
) -> httpx.Response:
    body = {"household_id": str(household), "means": means, "amount_cents": cents}
    return await table.client.put(f"/v1/refunds/{refund_id or uuid7()}", json=body)


async def balances(http: OrdersHttp) -> dict[str, int]:
    async with http.table(role=Role.TREASURER) as treasurer:
        items = (await treasurer.client.get("/v1/ledger/accounts")).json()["items"]
    return {item["account"]: item["balance_cents"] for item in items}


async def test_cash_leaves_the_till_at_once_and_once(table: Table, orders_http: OrdersHttp) -> None:
    household, refund_id = await table.household(), uuid7()
    await table.pay(household, 1_000)
    first = await refund(table, household, 400, refund_id=refund_id)
    again = await refund(table, household, 400, refund_id=refund_id)
    other = await refund(table, household, 500, refund_id=refund_id)
    assert (first.status_code, again.status_code, other.json()["code"]) == (201, 200, "refund_differs")
    assert again.json() == first.json() == (await table.client.get(f"/v1/refunds/{refund_id}")).json()
    assert first.json()["paid_at"] is not None
    assert await table.credit(household) == 600
    assert await balances(orders_http) == {"household:000001:credit": -600, "till:DUC:cash": 600}


async def test_a_transfer_stands_on_the_list_until_it_is_made(table: Table, orders_http: OrdersHttp) -> None:
    household, refund_id = await table.household(), uuid7()
    await table.pay(household, 1_000, means="card")
    await refund(table, household, 700, means="transfer", refund_id=refund_id)
    second = (await refund(table, household, 100, means="transfer")).json()["refund_id"]
    assert (await table.client.get("/v1/refunds")).status_code == 403
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        first_page = (await treasurer.client.get("/v1/refunds", params={"limit": 1})).json()
        rest = (await treasurer.client.get("/v1/refunds", params={"after": first_page["next"]})).json()
        assert [one["refund_id"] for one in first_page["items"] + rest["items"]] == [str(refund_id), second]
        assert (await balances(orders_http))["refunds:due"] == -800

        paid = await treasurer.client.post(f"/v1/refunds/{refund_id}/payment")
        assert (await treasurer.client.post(f"/v1/refunds/{refund_id}/payment")).json() == paid.json()
        assert [one["refund_id"] for one in (await treasurer.client.get("/v1/refunds")).json()["items"]] == [second]
        unknown = await treasurer.client.post(f"/v1/refunds/{uuid7()}/payment")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "refund_unknown")
    found = await balances(orders_http)
    assert (found["refunds:due"], found["bank:account"], found["bank:card"]) == (-100, -700, 1_000)


WHY = {"reason": "le foyer commande avec"}
FRENCH = {"Accept-Language": "fr"}


async def test_a_transfer_that_is_not_made_yet_is_taken_back(table: Table, orders_http: OrdersHttp) -> None:
    household, refund_id = await table.household(), uuid7()
    await table.pay(household, 1_000, means="card")
    await refund(table, household, 700, means="transfer", refund_id=refund_id)
    for body in ({}, {"reason": "x"}):
        assert (await table.client.post(f"/v1/refunds/{refund_id}/withdrawal", json=body)).status_code == 422
    async with orders_http.table(MIN) as elsewhere:
        other = await elsewhere.client.post(f"/v1/refunds/{refund_id}/withdrawal", json=WHY)
        assert (other.status_code, other.json()["code"]) == (404, "refund_unknown")
    taken = await table.client.post(f"/v1/refunds/{refund_id}/withdrawal", json=WHY)
    again = await table.client.post(f"/v1/refunds/{refund_id}/withdrawal", json=WHY)
    other = await table.client.post(f"/v1/refunds/{refund_id}/withdrawal", json={"reason": "another one"})
    assert (other.status_code, other.json()["code"]) == (409, "reason_differs")
    sent_again = await refund(table, household, 700, means="transfer", refund_id=refund_id)
    assert taken.json() == again.json() == sent_again.json()
    assert (taken.json()["withdrawn_because"], taken.json()["paid_at"]) == (WHY["reason"], None)
    assert await table.credit(household) == 1_000
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        assert (await treasurer.client.get("/v1/refunds")).json()["items"] == []
        paid = await treasurer.client.post(f"/v1/refunds/{refund_id}/payment", headers=FRENCH)
        assert (paid.status_code, paid.json()["code"]) == (409, "refund_withdrawn")
        assert "Ne faites pas son virement" in paid.json()["detail"]
        booked = (await treasurer.client.get("/v1/ledger/accounts/refunds:due")).json()["items"]
        assert [(one["kind"], one["what"], one["amount_cents"]) for one in booked] == [
            ("refund", "", -700),
            ("refund_withdrawn", WHY["reason"], 700),
        ]
        assert all(one["by"] for one in booked)
        (kept,) = (await treasurer.client.get(f"/v1/households/{household}/file")).json()["refunds"]
        assert (kept["withdrawn_because"], kept["withdrawn_at"]) == (WHY["reason"], taken.json()["withdrawn_at"])
    assert await balances(orders_http) == {"household:000001:credit": -1_000, "bank:card": 1_000}
    assert (await refund(table, household, 1_000, means="transfer")).status_code == 201, "anew, all of it"
    assert await broken_tills(orders_http.engine) == []


@pytest.mark.parametrize("means", ["cash", "transfer"])
async def test_a_refund_that_is_made_is_not_taken_back(table: Table, orders_http: OrdersHttp, means: str) -> None:
    household, refund_id = await table.household(), uuid7()
    await table.pay(household, 1_000)
    await refund(table, household, 700, means=means, refund_id=refund_id)
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        await treasurer.client.post(f"/v1/refunds/{refund_id}/payment")
    refused = await table.client.post(f"/v1/refunds/{refund_id}/withdrawal", json=WHY, headers=FRENCH)
    assert (refused.status_code, refused.json()["code"]) == (409, "refund_made")
    assert "notez-le comme paiement de ce foyer" in refused.json()["detail"]
    assert await table.credit(household) == 300


async def test_what_comes_back_when_prices_are_final_is_paid_out_at_the_distribution(
    table: Table, orders_engine: AsyncEngine
) -> None:
    household = await table.household()
    await table.order(household, {FLOUR: 2_000}, order_id=UUID(int=1), payments=[cash()])
    orders = [settled(1, 1, 251)]
    await apply(orders_engine, closing(), *orders, control(1, orders))
    assert (await refund(table, household, 290 - 251)).status_code == 201
    assert await table.credit(household) == 0
    found = await ledger_balances(orders_engine)
    assert (found["till:DUC:cash"], found.get("household:000001:credit", 0)) == (251, 0)


async def test_what_an_order_holds_is_not_given_back(table: Table) -> None:
    household = await table.household()
    await table.order(household, {SOAP: 1}, payments=[cash(500)])
    refused = await refund(table, household, 181)
    assert (refused.status_code, refused.json()["code"]) == (409, "refund_beyond_credit")
    assert refused.json()["figures"] == {"credit_cents": 180, "lacking_cents": 1}
    assert (await refund(table, household, 180)).status_code == 201
    assert await table.credit(household) == 0


async def test_no_more_cash_is_handed_out_than_is_in_the_till(table: Table) -> None:
    household = await table.household()
    await table.pay(household, 1_000, means="card")
    await table.pay(household, 300)
    refused = await refund(table, household, 301)
    assert (refused.json()["code"], refused.json()["figures"]["cash_cents"]) == ("till_lacks_cash", 300)
    assert (await refund(table, household, 300)).status_code == 201


async def test_two_tablets_never_give_the_same_credit_back_twice(table: Table, orders_engine: AsyncEngine) -> None:
    household = await table.household()
    await table.pay(household, 1_000)
    answers = await held_by(orders_engine, rows("households"), *(refund(table, household, 600) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [201, 409, 409, 409]
    refund_id = uuid7()
    sent = (refund(table, household, 400, refund_id=refund_id) for _ in range(4))
    same = await held_by(orders_engine, rows("households"), *sent)
    assert [answer.status_code for answer in same] == [201, 200, 200, 200], "though nothing is left after the first"
    assert await table.credit(household) == 0
    assert await broken_tills(orders_engine) == []


async def test_cash_given_back_is_counted_in_the_session(table: Table) -> None:
    household = await table.household()
    await table.pay(household, 1_000)
    await refund(table, household, 500)
    address = f"/v1/tills/{DUC}/sessions/{uuid7()}"
    pieces = [{"denomination_cents": 500, "number": 1}]
    assert (await table.client.put(address, json={"pieces": pieces})).status_code == 201


@pytest.mark.parametrize(
    ("cents", "means", "code"),
    [
        (0, "cash", "payment_not_positive"),
        (-5, "cash", "payment_not_positive"),
        (10**12, "cash", "payment_too_big"),
        ("5", "cash", "invalid_request"),
        (5, "cheque", "invalid_request"),
    ],
)
async def test_what_makes_no_sense_is_refused(table: Table, cents: Any, means: str, code: str) -> None:
    household = await table.household()
    await table.pay(household, 100)
    assert (await refund(table, household, cents, means=means)).json()["code"] == code
    assert await table.credit(household) == 100


async def test_another_centres_household_is_as_unknown_as_none(orders_http: OrdersHttp, table: Table) -> None:
    household = await table.household()
    await table.pay(household, 100)
    given = (await refund(table, household, 50)).json()["refund_id"]
    async with orders_http.table(MIN) as other:
        refused = await refund(other, household, 50)
        sent_again = await refund(other, household, 50, refund_id=UUID(given))
        unknown = await other.client.get(f"/v1/refunds/{given}")
    assert [(one.status_code, one.json()["code"]) for one in (refused, sent_again, unknown)] == [
        (404, "household_unknown"),
        (404, "household_unknown"),
        (404, "refund_unknown"),
    ]
