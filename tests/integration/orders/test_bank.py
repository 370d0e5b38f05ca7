"""What waits for the bank, and what it has: each payment once."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, MIN, SOAP, OrdersHttp, Table, broken_tills
from tests.fixtures.racing import held_by, held_up, rows


async def paid(table: Table, household: UUID, cents: int, means: str) -> str:
    response = await table.pay(household, cents, means=means)
    assert response.status_code == 201, response.text
    return str(response.json()["payment_id"])


async def receipt(table: Table, *payments: str, receipt_id: UUID | None = None) -> httpx.Response:
    body: dict[str, Any] = {"payment_ids": list(payments)}
    return await table.client.put(f"/v1/bank/receipts/{receipt_id or uuid7()}", json=body)


async def waiting(table: Table, means: str) -> list[str]:
    page = (await table.client.get("/v1/bank/waiting", params={"means": means})).json()
    return [payment["payment_id"] for payment in page["items"]]


async def balance(table: Table, account: str) -> int:
    items = (await table.client.get("/v1/ledger/accounts")).json()["items"]
    return next((item["balance_cents"] for item in items if item["account"] == account), 0)


async def test_cheques_of_two_tills_are_deposited_at_once(table: Table, orders_http: OrdersHttp) -> None:
    first = await paid(table, await table.household(), 1_000, "cheque")
    await paid(table, await table.household("000003"), 50, "cash")
    async with orders_http.table(MIN) as elsewhere:
        second = await paid(elsewhere, await elsewhere.household("000002", MIN), 200, "cheque")
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        page = (await treasurer.client.get("/v1/bank/waiting", params={"limit": 1})).json()
        shown = {name: page["items"][0][name] for name in ("payment_id", "payer_number", "amount_cents", "till")}
        assert shown == {"payment_id": first, "payer_number": "000001", "amount_cents": 1_000, "till": DUC}
        rest = (await treasurer.client.get("/v1/bank/waiting", params={"after": page["next"]})).json()
        assert [payment["payment_id"] for payment in rest["items"]] == [second]

        receipt_id = uuid7()
        assert (await receipt(treasurer, first, second, receipt_id=receipt_id)).status_code == 201
        again = await receipt(treasurer, second, first, receipt_id=receipt_id)
        assert (again.status_code, again.json()["payment_ids"]) == (200, [first, second])
        assert (await receipt(treasurer, first, receipt_id=receipt_id)).json()["code"] == "bank_receipt_differs"
        shown = (await treasurer.client.get(f"/v1/bank/receipts/{receipt_id}")).json()
        assert [one["payment_id"] for one in shown["payments"]] == [first, second]
        assert (shown["receipt"]["payments"], shown["receipt"]["amount_cents"]) == (2, 1_200)
        assert (await treasurer.client.get("/v1/bank/receipts")).json()["items"] == [shown["receipt"]]
        assert await waiting(treasurer, "cheque") == []
        accounts = ("bank:account", "till:DUC:cheques", "till:MIN:cheques", "till:DUC:cash")
        assert [await balance(treasurer, account) for account in accounts] == [1_200, 0, 0, 50]


async def test_a_cheque_waits_for_its_date(table: Table, orders_http: OrdersHttp) -> None:
    household = await table.household()
    later: dict[str, Any] = {"means": "cheque", "not_before": "2999-01-05"}
    alone = str((await table.pay(household, 300, **later)).json()["payment_id"])
    brought: dict[str, Any] = {"id": str(uuid7()), "amount_cents": 320} | later
    order = await table.order(household, {SOAP: 1}, payments=[brought])
    assert order.json()["state"] == "confirmed"
    due = str((await table.pay(household, 100, means="cheque", not_before="2020-01-05")).json()["payment_id"])
    assert (await table.client.get(f"/v1/payments/{alone}")).json()["not_before"] == "2999-01-05"
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        assert await waiting(treasurer, "cheque") == [due]
        page = await treasurer.client.get("/v1/bank/waiting", params={"on": "2999-01-05"})
        shown = {one["payment_id"]: one["not_before"] for one in page.json()["items"]}
        assert shown == {alone: "2999-01-05", brought["id"]: "2999-01-05", due: "2020-01-05"}
        early = await receipt(treasurer, due, brought["id"])
        assert (early.json()["code"], early.json()["figures"]["payment"]) == ("cheque_too_early", brought["id"])
        assert (await receipt(treasurer, due)).status_code == 201


async def test_a_cheques_date_is_part_of_it_and_only_of_a_cheque(table: Table) -> None:
    household, payment = await table.household(), uuid7()
    await table.pay(household, 300, means="cheque", not_before="2999-01-05", id=payment)
    again = await table.pay(household, 300, means="cheque", not_before="2999-01-05", id=payment)
    other = await table.pay(household, 300, means="cheque", id=payment)
    assert (again.status_code, other.json()["code"]) == (200, "payment_differs")
    coins = await table.pay(household, 300, not_before="2999-01-05")
    assert coins.json()["code"] == "invalid_request"
    assert "for cheques only" in coins.json()["detail"]


async def test_a_transfer_is_announced_until_it_is_seen(table: Table, orders_http: OrdersHttp) -> None:
    transfer = await paid(table, await table.household(), 700, "transfer")
    card = await paid(table, await table.household("000002"), 300, "card")
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        assert (await waiting(treasurer, "transfer"), await waiting(treasurer, "card")) == ([transfer], [card])
        await receipt(treasurer, transfer)
        assert (await waiting(treasurer, "transfer"), await waiting(treasurer, "card")) == ([], [card])
        accounts = ("bank:account", "bank:transfers", "bank:card")
        assert [await balance(treasurer, account) for account in accounts] == [700, 0, 300]


async def test_what_the_bank_cannot_have_is_refused_whole(table: Table, orders_http: OrdersHttp) -> None:
    household = await table.household()
    cheque, banked, coins = [await paid(table, household, 100, means) for means in ("cheque", "cheque", "cash")]
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        assert (await receipt(treasurer, banked)).status_code == 201
        for other, code in (
            (coins, "payment_not_bankable"),
            (banked, "payment_banked"),
            (str(uuid7()), "payment_unknown"),
        ):
            assert (await receipt(treasurer, cheque, other)).json()["code"] == code
        assert await waiting(treasurer, "cheque") == [cheque]


async def test_two_treasurers_bank_a_payment_once(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    cheque = await paid(table, await table.household(), 100, "cheque")
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        answers = await held_by(orders_engine, rows("payments"), *(receipt(treasurer, cheque) for _ in range(4)))
        assert [answer.status_code for answer in answers] == [201, 409, 409, 409]
        assert await balance(treasurer, "bank:account") == 100
        cheques = [await paid(table, await table.household(f"00001{n}"), 100, "cheque") for n in range(2)]
        receipt_id = uuid7()
        sent = (receipt(treasurer, one, receipt_id=receipt_id) for one in cheques)
        others = await held_up(orders_engine, "bank_receipts", *sent)
        assert [answer.status_code for answer in others] == [201, 409]
    assert await broken_tills(orders_engine) == []


async def test_receipts_come_latest_first_a_page_at_a_time(table: Table, orders_http: OrdersHttp) -> None:
    household = await table.household()
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        for cents in (100, 200, 300):
            assert (await receipt(treasurer, await paid(table, household, cents, "cheque"))).status_code == 201
        page = (await treasurer.client.get("/v1/bank/receipts", params={"limit": 2})).json()
        assert [one["amount_cents"] for one in page["items"]] == [300, 200]
        rest = (await treasurer.client.get("/v1/bank/receipts", params={"after": page["next"]})).json()
        assert ([one["amount_cents"] for one in rest["items"]], rest["next"]) == ([100], None)
        unknown = await treasurer.client.get(f"/v1/bank/receipts/{uuid7()}")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "bank_receipt_unknown")


@pytest.mark.parametrize("path", ["/v1/bank/waiting", "/v1/bank/receipts"])
async def test_volunteers_do_not_see_the_bank(table: Table, path: str) -> None:
    answer = await (receipt(table, str(uuid7())) if "receipts" in path else table.client.get(path))
    assert (answer.status_code, answer.json()["code"]) == (403, "role_needed")
