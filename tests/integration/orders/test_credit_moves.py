"""Credit that moves between households of one family: once, never more than there is."""

from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import MIN, SOAP, OrdersHttp, Table, broken_tills, cash
from tests.fixtures.orders_story import balances
from tests.fixtures.racing import held_up


async def move(
    table: Table,
    giver: UUID,
    taker: UUID,
    cents: int,
    *,
    move_id: UUID | None = None,
    why: str = "deux foyers désormais",
) -> httpx.Response:
    body = {"from_household": str(giver), "to_household": str(taker), "amount_cents": cents, "reason": why}
    return await table.client.put(f"/v1/credit-moves/{move_id or uuid7()}", json=body)


async def test_credit_is_moved_once(table: Table, orders_http: OrdersHttp) -> None:
    giver, taker, move_id = await table.household(), await table.household("000002"), uuid7()
    await table.pay(giver, 1_000)
    first = await move(table, giver, taker, 600, move_id=move_id)
    again = await move(table, giver, taker, 600, move_id=move_id)
    other = await move(table, giver, taker, 400, move_id=move_id)
    assert (first.status_code, again.status_code, other.json()["code"]) == (201, 200, "credit_move_differs")
    assert again.json() == first.json()
    otherwise = await move(table, giver, taker, 600, move_id=move_id, why="une erreur")
    assert (otherwise.status_code, otherwise.json()["code"]) == (409, "credit_move_differs")
    assert (await table.credit(giver), await table.credit(taker)) == (400, 600)
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        entries = (await treasurer.client.get("/v1/ledger/accounts/household:000002:credit")).json()["items"]
    assert [(one["amount_cents"], one["balance_cents"]) for one in entries] == [(-600, -600)]
    assert entries[0]["why"] == "Credit moved to another household"


async def test_no_credit_is_moved_twice_at_once(table: Table, orders_engine: AsyncEngine) -> None:
    giver, taker = await table.household(), await table.household("000002")
    await table.pay(giver, 1_000)
    twice = [move(table, giver, taker, 600) for _ in range(2)]
    answers = await held_up(orders_engine, "credit_moves", *twice, reading=True)
    assert [(one.status_code, one.json().get("code")) for one in answers] == [(201, None), (409, "not_enough_credit")]
    assert (await table.credit(giver), await table.credit(taker)) == (400, 600)
    assert await balances(orders_engine) == {
        "till:DUC:cash": 1_000,
        "household:000001:credit": -400,
        "household:000002:credit": -600,
    }
    assert await broken_tills(orders_engine) == []


async def test_credit_moved_there_and_back_at_once_is_what_the_ledger_says(
    table: Table, orders_engine: AsyncEngine
) -> None:
    one, other = await table.household(), await table.household("000002")
    for household in (one, other):
        await table.pay(household, 1_000)
    moving = [move(table, one, other, 600), move(table, other, one, 300)]
    answers = await held_up(orders_engine, "credit_moves", *moving, reading=True)
    assert [answer.status_code for answer in answers] == [201, 201]
    booked = await balances(orders_engine)
    assert (booked["household:000001:credit"], booked["household:000002:credit"]) == (-700, -1_300)
    assert (await table.credit(one), await table.credit(other)) == (700, 1_300)


async def test_credit_that_is_not_there_is_not_moved(table: Table, orders_http: OrdersHttp) -> None:
    giver, taker = await table.household(), await table.household("000002")
    await table.order(giver, {SOAP: 1}, payments=[cash(500)])
    refused = await move(table, giver, taker, 181)
    assert (refused.json()["code"], refused.json()["figures"]) == ("not_enough_credit", {"missing_cents": 1})
    assert (await move(table, giver, giver, 1)).json()["code"] == "credit_stays"
    async with orders_http.table(MIN) as other:
        theirs = await other.household("000003", MIN)
        assert (await move(other, giver, theirs, 1)).json()["code"] == "household_unknown"
    assert (await move(table, giver, theirs, 1)).json()["code"] == "household_unknown"
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        assert (await move(coordinator, giver, theirs, 1)).status_code == 201
