"""Cash on its way: who gave it, who received it, never more than there was, each transfer once."""

from typing import Any
from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, MIN, OrdersHttp, Table, broken_tills
from tests.fixtures.racing import held_by, held_up, rows


def pieces(cents: int) -> list[dict[str, int]]:
    return [{"denomination_cents": 1, "number": cents}]


async def give(table: Table, cents: int, *, transfer: UUID | None = None, **ways: str | None) -> httpx.Response:
    body: dict[str, Any] = {"from_till": DUC, "to_till": None, "pieces": pieces(cents)} | ways
    return await table.client.put(f"/v1/cash-transfers/{transfer or uuid7()}", json=body)


async def receive(table: Table, transfer: object, cents: int, reason: str = "") -> httpx.Response:
    body = {"pieces": pieces(cents), "reason": reason}
    return await table.client.post(f"/v1/cash-transfers/{transfer}/receipt", json=body)


async def balances(http: OrdersHttp) -> dict[str, int]:
    async with http.table(role=Role.TREASURER) as treasurer:
        items = (await treasurer.client.get("/v1/ledger/accounts")).json()["items"]
    return {item["account"]: item["balance_cents"] for item in items if "household" not in item["account"]}


async def test_cash_is_given_to_the_bank_and_received_by_another(table: Table, orders_http: OrdersHttp) -> None:
    transfer = uuid7()
    await table.pay(await table.household(), 1_000)
    first = await give(table, 800, transfer=transfer)
    again = await give(table, 800, transfer=transfer)
    other = await give(table, 700, transfer=transfer)
    assert (first.status_code, again.status_code, other.json()["code"]) == (201, 200, "cash_transfer_differs")
    assert await balances(orders_http) == {"till:DUC:cash": 200, "cash:transit": 800}
    assert (await receive(table, transfer, 800)).json()["code"] == "cash_transfer_unknown", "it goes to the bank"
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        on_its_way = (await treasurer.client.get("/v1/cash-transfers")).json()["items"]
        assert [(one["transfer_id"], one["amount_cents"]) for one in on_its_way] == [(str(transfer), 800)]
        received = await receive(treasurer, transfer, 800)
        assert received.status_code == 200
        assert received.json()["received_by"] != received.json()["given_by"]
        assert (await receive(treasurer, transfer, 800)).json() == received.json()
        assert (await receive(treasurer, transfer, 799, "compté deux fois")).json()["code"] == "cash_received"
        assert (await treasurer.client.get("/v1/cash-transfers")).json()["items"] == []
    assert await balances(orders_http) == {"till:DUC:cash": 200, "bank:account": 800}


async def test_what_lacks_on_the_way_is_booked_with_its_reason(table: Table, orders_http: OrdersHttp) -> None:
    await table.pay(await table.household(), 1_000)
    transfer = (await give(table, 1_000, to_till=MIN)).json()["transfer_id"]
    async with orders_http.table(MIN) as other:
        unexplained = await receive(other, transfer, 990)
        assert unexplained.json()["code"] == "till_difference_unexplained"
        explained = await receive(other, transfer, 990, "une pièce tombée")
        assert (explained.json()["received_cents"], explained.json()["reason"]) == (990, "une pièce tombée")
        assert (await receive(other, transfer, 990, "une pièce tombée")).json() == explained.json()
        assert (await receive(other, transfer, 990, "volée")).json()["code"] == "reason_differs"
    assert await balances(orders_http) == {"till:MIN:cash": 990, "till:DUC:differences": 10}
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        (entry,) = (await treasurer.client.get("/v1/ledger/accounts/till:DUC:differences")).json()["items"]
        period = {"from": "2020-01-01", "until": "2999-12-31"}
        journal = (await treasurer.client.get("/v1/ledger/journal", params=period)).text
    assert entry["what"] == "une pièce tombée"
    assert journal.count("une pièce tombée") == 3, "each entry of its transaction"


async def test_what_was_received_is_listed_the_latest_first(table: Table, orders_http: OrdersHttp) -> None:
    await table.pay(await table.household(), 1_000)
    sent = [(await give(table, cents, to_till=MIN)).json()["transfer_id"] for cents in (100, 200, 300)]
    async with orders_http.table(MIN) as other:
        assert (await received(other))["items"] == []
        for transfer, cents in zip(sent[:2], (100, 200), strict=True):
            await receive(other, transfer, cents, "jamais demandée")
        first = await received(other, limit=1)
        rest = await received(other, after=first["next"])
    assert [one["transfer_id"] for one in first["items"] + rest["items"]] == [sent[1], sent[0]]
    assert (rest["next"], rest["items"][0]["received_cents"], rest["items"][0]["reason"]) == (None, 100, "")
    (entry, _) = (await on_account(orders_http, "till:MIN:cash"))["items"]
    assert entry["what"] == "", "nothing lacked"


async def received(table: Table, **paging: str | int) -> Any:
    return (await table.client.get("/v1/cash-transfers", params={"received": True, **paging})).json()


async def on_account(http: OrdersHttp, account: str) -> Any:
    async with http.table(role=Role.TREASURER) as treasurer:
        return (await treasurer.client.get(f"/v1/ledger/accounts/{account}")).json()


async def test_change_comes_from_the_bank(orders_http: OrdersHttp, table: Table) -> None:
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        transfer = (await give(treasurer, 500, from_till=None, to_till=DUC)).json()["transfer_id"]
    assert (await receive(table, transfer, 500)).status_code == 200
    assert await balances(orders_http) == {"bank:account": -500, "till:DUC:cash": 500}
    counted = {"pieces": pieces(500)}
    assert (await table.client.put(f"/v1/tills/{DUC}/sessions/{uuid7()}", json=counted)).status_code == 201


async def test_no_more_leaves_than_is_there_however_often_at_once(table: Table, orders_engine: AsyncEngine) -> None:
    await table.pay(await table.household(), 1_000)
    answers = await held_by(orders_engine, rows("tills"), *(give(table, 600) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [201, 409, 409, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "till_lacks_cash"}
    transfer = uuid7()
    same = await held_by(orders_engine, rows("tills"), *(give(table, 400, transfer=transfer) for _ in range(4)))
    assert [answer.status_code for answer in same] == [201, 200, 200, 200]
    assert await broken_tills(orders_engine) == []


async def test_it_arrives_once_though_two_count_it(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    await table.pay(await table.household(), 1_000)
    transfer = (await give(table, 1_000)).json()["transfer_id"]
    async with orders_http.table(role=Role.TREASURER) as one, orders_http.table(role=Role.TREASURER) as two:
        counting = (receive(person, transfer, 1_000) for person in (one, two))
        answers = await held_up(orders_engine, "ledger_transactions", *counting)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json(), "who counted first"
    assert await balances(orders_http) == {"bank:account": 1_000}


async def test_what_makes_no_sense_is_refused(table: Table, orders_http: OrdersHttp) -> None:
    giver = uuid7()
    async with orders_http.table(role=Role.TREASURER, user_id=giver) as treasurer:
        transfer = (await give(treasurer, 500, from_till=None, to_till=DUC)).json()["transfer_id"]
        assert (await receive(treasurer, transfer, 500)).json()["code"] == "cash_same_person"
    assert (await give(table, 0)).json()["code"] == "payment_not_positive"
    assert (await give(table, 5, to_till=DUC)).json()["code"] == "cash_stays"
    assert (await give(table, 5, to_till="NOWHERE")).json()["code"] == "till_unknown"
    assert (await give(table, 5, from_till=None, to_till=DUC)).json()["code"] == "cash_from_bank"
    assert (await give(table, 5, from_till=MIN)).json()["code"] == "till_unknown"
    assert (await receive(table, uuid7(), 5)).json()["code"] == "cash_transfer_unknown"
    async with orders_http.table(MIN) as other:
        assert (await other.client.get(f"/v1/cash-transfers/{transfer}")).json()["code"] == "cash_transfer_unknown"
        assert (await other.client.get("/v1/cash-transfers")).json()["items"] == []


async def test_a_session_adds_up_to_what_should_be_there(table: Table, orders_http: OrdersHttp) -> None:
    session = f"/v1/tills/{DUC}/sessions/{uuid7()}"
    assert (await table.client.put(session, json={"pieces": []})).status_code == 201
    household = await table.household()
    await table.pay(household, 1_000)
    refund = {"household_id": str(household), "means": "cash", "amount_cents": 50}
    await table.client.put(f"/v1/refunds/{uuid7()}", json=refund)
    await give(table, 700)
    gift = {"amount_cents": 30, "means": "cash", "centre": DUC, "received_from": "VILLE"}
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        assert (await treasurer.client.put(f"/v1/solidarity/receipts/{uuid7()}", json=gift)).status_code == 201
    shown = (await table.client.get(session)).json()
    cash = sum(one["amount_cents"] for one in shown["received"])
    parts = (shown["given_back_cents"], shown["carried_cents"], shown["donated_cents"])
    assert (cash, *parts) == (1_000, 50, -700, 30)
    assert shown["expected_cents"] == shown["float_cents"] + cash - parts[0] + parts[1] + parts[2] == 280
