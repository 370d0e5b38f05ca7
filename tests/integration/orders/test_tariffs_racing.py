"""Two tills at once on a nearly empty fund: it is never overdrawn, and nobody is at half a price by halves."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, MIN, OrdersHttp, broken_tills, cash
from tests.fixtures.orders_story import balances
from tests.fixtures.racing import held_by, rows
from tests.fixtures.tariffs import donate, fund_of, give_tariff

HALF, REST = 182, 181


async def test_two_tills_never_hold_the_funds_last_euro_twice(
    orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    await donate(orders_http, 2 * REST + 100)
    async with orders_http.table(DUC, MIN) as table:
        households = [await table.household(f"{n:06}", (DUC, MIN)[n % 2]) for n in range(6)]
        for household in households:
            await give_tariff(orders_engine, household, 50)
        orders = (table.order(household, payments=[cash()]) for household in households)
        answers = await held_by(orders_engine, rows("solidarity_fund"), *orders)
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409, 409, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "solidarity_fund_low"}
    assert await fund_of(orders_http) == (100, 2 * REST)
    found = await balances(orders_engine)
    assert sum(cents for account, cents in found.items() if account.startswith("till:")) == 2 * HALF
    assert await broken_tills(orders_engine) == []


async def test_orders_paid_and_cancelled_at_once_leave_the_fund_what_no_order_holds(
    orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    await donate(orders_http, 3 * REST)
    async with orders_http.table(DUC, MIN) as table:
        households = [await table.household(f"{n:06}", (DUC, MIN)[n % 2]) for n in range(6)]
        orders = [uuid7() for _ in households]
        for n, household in enumerate(households):
            await give_tariff(orders_engine, household, 50)
            payments = [cash()] if n < 3 else []
            await table.order(household, order_id=orders[n], payments=payments)
        cancelling = (table.client.post(f"/v1/orders/{order}/cancellation") for order in orders[:3])
        paying = (table.pay(household, HALF, orders[n]) for n, household in enumerate(households) if n >= 3)
        answers = await asyncio.gather(*cancelling, *paying)
        confirmed = [answer for answer in answers[3:] if answer.status_code == 201]
        assert [answer.status_code for answer in answers[:3]] == [200] * 3
        assert {answer.json()["code"] for answer in answers[3:] if answer.status_code != 201} <= {"solidarity_fund_low"}
    held = len(confirmed) * REST
    assert await fund_of(orders_http) == (3 * REST - held, held)
    assert await broken_tills(orders_engine) == []


async def test_the_same_order_sent_at_once_is_held_once(orders_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    await donate(orders_http, 10 * REST)
    async with orders_http.table(DUC) as table:
        household, order_id, payments = await table.household(), uuid7(), [cash(HALF)]
        await give_tariff(orders_engine, household, 50)
        sent = (table.order(household, order_id=order_id, payments=payments) for _ in range(6))
        answers = await held_by(orders_engine, rows("households"), *sent)
    assert sorted(answer.status_code for answer in answers) == [*[200] * 5, 201]
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert await fund_of(orders_http) == (9 * REST, REST)


async def test_an_order_that_meets_its_households_first_tariff_is_wholly_at_one_price(
    orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    await donate(orders_http, 10 * REST)
    async with orders_http.table(DUC, MIN) as table, orders_http.table(role=Role.TREASURER) as treasurer:
        await treasurer.client.put(f"/v1/centres/{DUC}/tariffs", json={"rates": [5_000]})
        households = [await table.household(f"{n:06}") for n in range(8)]
        body = {"begins": "2020-01-01", "ends": None, "basis_points": 5_000}
        giving = (treasurer.client.put(f"/v1/households/{one}/tariffs/{uuid7()}", json=body) for one in households)
        answers = await asyncio.gather(*(table.order(one, payments=[cash()]) for one in households), *giving)
    assert {answer.status_code for answer in answers} == {201}
    due = [answer.json()["due_cents"] for answer in answers[:8]]
    assert set(due) <= {HALF, HALF + REST}
    assert await fund_of(orders_http) == ((10 - due.count(HALF)) * REST, due.count(HALF) * REST)
    found = await balances(orders_engine)
    assert found["till:DUC:cash"] == sum(due) == -sum(found[f"household:{n:06}:held"] for n in range(8))
    assert await broken_tills(orders_engine) == []
