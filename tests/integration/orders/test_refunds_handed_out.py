"""Cash that was handed out without a network: booked whatever credit and till have by then, in the session it left."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.queries.sealed_sessions import broken_sessions
from shared.database import transaction
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.batches import payment_item, send
from tests.fixtures.orders_http import DUC, MIN, OrdersHttp, Table, broken_tills
from tests.fixtures.orders_story import balances
from tests.fixtures.racing import held_by, rows
from tests.fixtures.till_hours import TILL, Hours, check_whole, closed, count, opened, sessions, told, waited


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
async def table(orders_http: OrdersHttp, hours: Hours) -> AsyncIterator[Table]:
    """A volunteer's table at DUC, by that clock."""
    async with OrdersHttp(orders_http.engine, clock=hours).table(DUC) as at_table:
        yield at_table


async def given(
    table: Table,
    household: UUID,
    cents: int,
    *,
    refund: UUID | None = None,
    hours: float | None = 0,
    means: str = "cash",
) -> httpx.Response:
    """Cash given back, so many hours ago without a network; ``None``: now, with one."""
    body: dict[str, Any] = {"household_id": str(household), "means": means, "amount_cents": cents}
    late = {} if hours is None else {"waited_seconds": int(hours * 3_600)}
    return await table.client.put(f"/v1/refunds/{refund or uuid7()}", json=body | late)


async def purse(table: Table, household: UUID) -> tuple[int, int]:
    found = (await table.client.get(f"/v1/households/{household}")).json()
    return found["credit_cents"], found["owed_cents"]


async def test_what_credit_lacks_of_cash_that_was_given_is_owed_once_and_paid_back(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    household, refund = await table.household(), uuid7()
    await table.pay(household, 500)
    first = await given(table, household, 600, refund=refund)
    assert (first.status_code, first.json()["owed_cents"], await purse(table, household)) == (201, 100, (0, 100))
    again = await given(table, household, 600, refund=refund, hours=2)
    other = await given(table, household, 700, refund=refund)
    assert (again.status_code, again.json(), other.json()["code"]) == (200, first.json(), "refund_differs")
    async with orders_http.table(MIN) as elsewhere:
        assert (await given(elsewhere, household, 100)).json()["code"] == "household_unknown"
    assert await balances(orders_engine) == {"household:000001:receivable": 100, "till:DUC:cash": -100}
    await table.pay(household, 100)
    body = {"household_id": str(household), "amount_cents": 100}
    assert (await table.client.put(f"/v1/repayments/{uuid7()}", json=body)).status_code == 201
    assert (await purse(table, household), await balances(orders_engine)) == ((0, 0), {})
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        kept = (await treasurer.client.get(f"/v1/households/{household}/file")).json()
    assert [(one["amount_cents"], one["owed_cents"]) for one in kept["refunds"]] == [(600, 100)]
    assert await broken_tills(orders_engine) == []


async def test_what_is_to_be_handed_out_now_is_judged_as_ever(table: Table) -> None:
    household = await table.household()
    await table.pay(household, 500, means="card")
    refused = [await given(table, household, 600, hours=None), await given(table, household, 100, hours=None)]
    assert [one.json()["code"] for one in refused] == ["refund_beyond_credit", "till_lacks_cash"]
    beyond = await given(table, household, 600, means="transfer")
    assert (beyond.json()["code"], await purse(table, household)) == ("refund_beyond_credit", (500, 0))


async def test_sent_at_once_by_two_it_is_given_once(table: Table, orders_engine: AsyncEngine) -> None:
    household, refund = await table.household(), uuid7()
    await table.pay(household, 500)
    sent = (given(table, household, 600, refund=refund) for _ in range(4))
    answers = await held_by(orders_engine, rows("households"), *sent)
    assert [answer.status_code for answer in answers] == [201, 200, 200, 200]
    assert await purse(table, household) == (0, 100)


async def test_a_closed_household_that_was_given_cash_owes_it(table: Table) -> None:
    household = await table.household()
    assert (await table.client.post(f"/v1/households/{household}/closing")).status_code == 200
    assert (await given(table, household, 200)).status_code == 201
    assert await purse(table, household) == (0, 200)


async def test_cash_that_left_a_session_closed_since_is_in_the_one_linked_to_it(
    table: Table, hours: Hours, orders_engine: AsyncEngine
) -> None:
    household = await table.household()
    old = await opened(table)
    await table.pay(household, 500)
    hours.pass_by(3)
    first = await closed(table, old, 100, "400 lack")  # they were handed out an hour before
    hours.pass_by(1)
    refund = uuid7()
    assert (await given(table, household, 400, refund=refund, hours=2)).status_code == 201
    linked = (await sessions(table))[1]
    assert (linked["linked_to"], linked["given_back_cents"], linked["expected_cents"]) == (
        first["session_id"],
        400,
        100 - 400,
    )
    new = f"{TILL}/sessions/{uuid7()}"
    assert (await table.client.put(new, json=count(100, "the 400 that lacked"))).status_code == 201
    ended = (await sessions(table))[1]
    assert (ended["given_back_cents"], ended["difference_cents"]) == (400, 400)

    await send(table, waited(3, payment_item(household, 70)))
    assert (await given(table, household, 90, hours=3)).status_code == 201
    assert (await given(table, household, 400, refund=refund, hours=5)).status_code == 200
    hours.pass_by(1)
    assert (await given(table, household, 30, hours=0.5)).status_code == 201
    *_, now, late = await sessions(table)
    assert (now["given_back_cents"], now["late_cents"], now["expected_cents"]) == (30, -20, 100 - 20 - 30)
    assert (late["counted_with"], late["given_back_cents"], told(late), late["late_cents"]) == (
        now["session_id"],
        90,
        [("cash", 1, 70)],
        20,
    )
    summary = await closed(table, new, 50)
    assert (summary["given_back_cents"], summary["late_cents"], summary["difference_cents"]) == (30, -20, 0)
    await check_whole(orders_engine)


async def test_which_refunds_came_late_is_never_changed_and_found_if_it_is(
    table: Table, hours: Hours, orders_engine: AsyncEngine
) -> None:
    household = await table.household()
    old = await opened(table)
    await table.pay(household, 500)
    hours.pass_by(2)
    await closed(table, old, 500)
    new = await opened(table, 500)
    await given(table, household, 200, hours=1)
    await closed(table, new, 300)
    await check_whole(orders_engine)
    with pytest.raises(DBAPIError, match="append-only"):
        async with transaction(orders_engine) as connection:
            await connection.execute(text("DELETE FROM late_refunds"))
    async with orders_engine.connect() as connection:
        await connection.begin()
        await connection.execute(text("SET session_replication_role = replica"))
        await connection.execute(text("DELETE FROM late_refunds"))
        assert [one.number for one in await broken_sessions(connection)] == [3]
        await connection.rollback()
