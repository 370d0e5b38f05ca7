"""A payment that the bank refuses is owed: goods stay ordered, credit never falls below zero."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import MIN, SOAP, OrdersHttp, Table, broken_tills
from tests.fixtures.racing import held_by, rows

BOUNCED = {"reason": "chèque sans provision"}


async def paid(table: Table, household: UUID, cents: int, means: str = "cheque") -> str:
    return str((await table.pay(household, cents, means=means)).json()["payment_id"])


async def household_of(table: Table, household: UUID) -> tuple[int, int]:
    """Its credit and what it owes."""
    found = (await table.client.get(f"/v1/households/{household}")).json()
    return found["credit_cents"], found["owed_cents"]


async def repaid(table: Table, household: UUID, cents: Any, repayment_id: UUID | None = None) -> httpx.Response:
    body = {"household_id": str(household), "amount_cents": cents}
    return await table.client.put(f"/v1/repayments/{repayment_id or uuid7()}", json=body)


async def balances(treasurer: Table) -> dict[str, int]:
    items = (await treasurer.client.get("/v1/ledger/accounts")).json()["items"]
    return {item["account"]: item["balance_cents"] for item in items}


async def test_a_bounced_cheque_leaves_the_order_and_is_owed(table: Table, orders_http: OrdersHttp) -> None:
    household = await table.household()
    cheque = {"id": str(uuid7()), "means": "cheque", "amount_cents": 500}
    order = (await table.order(household, {SOAP: 1}, payments=[cheque])).json()["order_id"]
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        for _ in range(2):
            rejection = await treasurer.client.post(f"/v1/payments/{cheque['id']}/rejection", json=BOUNCED)
            assert rejection.status_code == 200
        assert await balances(treasurer) == {
            "household:000001:credit": -180,
            "household:000001:held": -320,
            "household:000001:receivable": 500,
        }
        waiting = (await treasurer.client.get("/v1/bank/waiting")).json()["items"]
        late = await treasurer.client.put(f"/v1/bank/receipts/{uuid7()}", json={"payment_ids": [cheque["id"]]})
    assert (waiting, late.json()["code"]) == ([], "payment_rejected")
    assert await household_of(table, household) == (180, 500)
    assert (await table.client.get(f"/v1/orders/{order}")).json()["order"]["state"] == "confirmed"


async def test_a_payment_says_that_the_bank_refused_it_and_why(table: Table, orders_http: OrdersHttp) -> None:
    household = await table.household()
    cheque, other = await paid(table, household, 500), await paid(table, household, 100)
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        rejection = f"/v1/payments/{cheque}/rejection"
        told = (await treasurer.client.post(rejection, json=BOUNCED)).json()
        assert (await treasurer.client.post(rejection, json=BOUNCED)).json() == told
        otherwise = await treasurer.client.post(
            rejection, json={"reason": "compte clos"}, headers={"Accept-Language": "fr"}
        )
    assert (otherwise.status_code, otherwise.json()["code"]) == (409, "reason_differs")
    assert otherwise.json()["detail"].startswith("C’est déjà fait, pour un autre motif, qui reste ; rien n’a changé.")
    assert told == (await table.client.get(f"/v1/payments/{cheque}")).json()
    assert (told["rejected_at"] is not None, told["rejected_because"]) == (True, BOUNCED["reason"])
    listed = (await table.client.get(f"/v1/households/{household}/payments")).json()["items"]
    assert [(one["payment_id"], one["rejected_because"]) for one in listed] == [
        (cheque, BOUNCED["reason"]),
        (other, None),
    ]
    assert listed[1]["rejected_at"] is None


@pytest.mark.parametrize("means", ["cash", "transfer"])
async def test_credit_that_a_debt_is_to_be_paid_of_is_not_given_back(
    table: Table, orders_http: OrdersHttp, means: str
) -> None:
    household = await table.household()
    cheque = await paid(table, household, 500)
    await table.pay(household, 200)
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        await treasurer.client.post(f"/v1/payments/{cheque}/rejection", json=BOUNCED)
    asked = {"household_id": str(household), "means": means, "amount_cents": 201}
    refused = await table.client.put(f"/v1/refunds/{uuid7()}", json=asked)
    assert (refused.status_code, refused.json()["code"]) == (409, "credit_is_owed")
    assert refused.json()["figures"] == {"owed_cents": 500, "most_cents": 200}
    assert await household_of(table, household) == (700, 500)
    assert (await repaid(table, household, 500)).status_code == 201
    assert (await table.client.put(f"/v1/refunds/{uuid7()}", json=asked | {"amount_cents": 200})).status_code == 201


async def test_what_was_banked_comes_off_the_bank_account(table: Table, orders_http: OrdersHttp) -> None:
    transfer = await paid(table, await table.household(), 700, "transfer")
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        await treasurer.client.put(f"/v1/bank/receipts/{uuid7()}", json={"payment_ids": [transfer]})
        await treasurer.client.post(f"/v1/payments/{transfer}/rejection", json={"reason": "rejeté"})
        assert await balances(treasurer) == {"household:000001:credit": -700, "household:000001:receivable": 700}


async def test_it_is_paid_back_from_credit_once_and_never_beyond(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    household, repayment_id = await table.household(), uuid7()
    cheque = await paid(table, household, 500)
    assert (await repaid(table, household, 1)).json()["figures"] == {"owed_cents": 0}
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        await treasurer.client.post(f"/v1/payments/{cheque}/rejection", json=BOUNCED)
    assert (await repaid(table, household, 501)).json()["code"] == "nothing_owed"
    first = await repaid(table, household, 300, repayment_id)
    again = await repaid(table, household, 300, repayment_id)
    other = await repaid(table, household, 200, repayment_id)
    assert (first.status_code, again.status_code, other.json()["code"]) == (201, 200, "repayment_differs")
    assert await household_of(table, household) == (200, 200)
    last = uuid7()
    same = await asyncio.gather(*(repaid(table, household, 200, last) for _ in range(3)))
    assert sorted(answer.status_code for answer in same) == [200, 200, 201], "though nothing is owed after the first"
    assert await household_of(table, household) == (0, 0)
    assert await broken_tills(orders_engine) == []


async def test_two_tablets_never_pay_a_debt_back_twice(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    household = await table.household()
    cheque = await paid(table, household, 500)
    await table.pay(household, 500)
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        await treasurer.client.post(f"/v1/payments/{cheque}/rejection", json=BOUNCED)
    answers = await held_by(orders_engine, rows("households"), *(repaid(table, household, 500) for _ in range(3)))
    assert [answer.status_code for answer in answers] == [201, 409, 409]
    assert await household_of(table, household) == (500, 0)


async def test_credit_that_is_held_pays_nothing_back(table: Table, orders_http: OrdersHttp) -> None:
    household = await table.household()
    cheque = {"id": str(uuid7()), "means": "cheque", "amount_cents": 320}
    await table.order(household, {SOAP: 1}, payments=[cheque])
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        await treasurer.client.post(f"/v1/payments/{cheque['id']}/rejection", json=BOUNCED)
    refused = await repaid(table, household, 320)
    assert (refused.json()["code"], refused.json()["figures"]) == ("not_enough_credit", {"missing_cents": 320})
    await table.pay(household, 320)
    assert (await repaid(table, household, 320)).status_code == 201


async def test_what_no_bank_refuses(table: Table, orders_http: OrdersHttp) -> None:
    coins = await paid(table, await table.household(), 100, "cash")
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        for payment, body, code in (
            (coins, BOUNCED, "payment_not_rejectable"),
            (str(uuid7()), BOUNCED, "payment_unknown"),
            (coins, {"reason": ""}, "invalid_request"),
        ):
            answer = await treasurer.client.post(f"/v1/payments/{payment}/rejection", json=body)
            assert answer.json()["code"] == code
    assert (await table.client.post(f"/v1/payments/{coins}/rejection", json=BOUNCED)).status_code == 403


@pytest.mark.parametrize("cents", [0, -1])
async def test_nothing_is_not_paid_back(table: Table, cents: int) -> None:
    assert (await repaid(table, await table.household(), cents)).json()["code"] == "payment_not_positive"


async def test_another_centres_household_is_as_unknown_as_none(orders_http: OrdersHttp, table: Table) -> None:
    household = await table.household()
    async with orders_http.table(MIN) as other:
        assert (await repaid(other, household, 1)).json()["code"] == "household_unknown"
