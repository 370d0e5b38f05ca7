"""Money that comes for the solidarity fund: noted once, in the ledger, seen by the treasurer."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, OrdersHttp, Table, broken_tills
from tests.fixtures.orders_story import balances
from tests.fixtures.racing import held_up

GRANT = {"amount_cents": 50_000, "means": "transfer", "received_from": "VILLE", "centre": None}
COINS = {"amount_cents": 1_250, "means": "cash", "received_from": "ANON", "centre": DUC}


async def note(treasurer: Table, body: dict[str, Any], receipt_id: UUID | None = None) -> httpx.Response:
    return await treasurer.client.put(f"/v1/solidarity/receipts/{receipt_id or uuid7()}", json=body)


async def fund(treasurer: Table) -> dict[str, int]:
    found: dict[str, int] = (await treasurer.client.get("/v1/solidarity")).json()
    return found


async def test_a_subsidy_and_coins_are_noted_once(orders_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    receipt_id = uuid7()
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        assert await fund(treasurer) == {"balance_cents": 0, "held_cents": 0}
        first, again = [await note(treasurer, GRANT, receipt_id) for _ in range(2)]
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json() == again.json() == GRANT | {"receipt_id": str(receipt_id), "at": first.json()["at"]}
        assert (await note(treasurer, COINS)).status_code == 201
        assert await fund(treasurer) == {"balance_cents": 51_250, "held_cents": 0}
        other = await note(treasurer, GRANT | {"amount_cents": 1}, receipt_id)
    assert (other.status_code, other.json()["code"]) == (409, "donation_differs")
    assert await balances(orders_engine) == {
        "bank:account": 50_000,
        "till:DUC:cash": 1_250,
        "solidarity:fund": -51_250,
    }


async def test_sent_at_once_it_is_booked_once(orders_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    receipt_id = uuid7()
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        both = (note(treasurer, GRANT, receipt_id) for _ in range(2))
        answers = await held_up(orders_engine, "solidarity_receipts", *both)
        assert [answer.status_code for answer in answers] == [201, 200]
        other = (note(treasurer, COINS) for _ in range(2))
        more = await held_up(orders_engine, "solidarity_receipts", *other)
        assert [answer.status_code for answer in more] == [201, 201]
        assert (await fund(treasurer))["balance_cents"] == 50_000 + 2 * 1_250
    assert (await balances(orders_engine))["solidarity:fund"] == -(50_000 + 2 * 1_250)
    assert await broken_tills(orders_engine) == []


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"amount_cents": 0}, 422, "payment_not_positive"),
        ({"amount_cents": 10**9}, 422, "payment_too_big"),
        ({"centre": DUC}, 422, "donation_needs_till"),
        ({"means": "cash"}, 422, "donation_needs_till"),
        ({"means": "cash", "centre": "NIX"}, 404, "till_unknown"),
        ({"means": "credit"}, 422, "invalid_request"),
    ],
)
async def test_what_is_refused_is_not_booked(
    orders_http: OrdersHttp, orders_engine: AsyncEngine, changed: dict[str, Any], status: int, code: str
) -> None:
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        refused = await note(treasurer, GRANT | changed)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
        assert (await fund(treasurer))["balance_cents"] == 0
        unknown = await treasurer.client.get(f"/v1/solidarity/receipts/{uuid7()}")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "donation_unknown")
    assert await balances(orders_engine) == {}


async def test_volunteers_do_not_see_the_fund(table: Table) -> None:
    answers = [await table.client.get("/v1/solidarity"), await note(table, GRANT)]
    assert [answer.json()["code"] for answer in answers] == ["role_needed"] * 2
