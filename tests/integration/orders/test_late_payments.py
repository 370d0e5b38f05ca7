"""What a device took in a till session that was closed before it arrived: a session linked to that one."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.queries.sealed_sessions import broken_sessions
from shared.database import transaction
from tests.fixtures.batches import order_item, payment_item, send
from tests.fixtures.orders_http import DUC, MIN, SOAP, OrdersHttp, Table, cash
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


async def closed_before(table: Table, hours: Hours) -> dict[str, Any]:
    """A session of two hours that is over when what a device took in it arrives."""
    session = await opened(table)
    hours.pass_by(2)
    return await closed(table, session, 0)


async def test_arriving_while_the_till_is_closed_they_open_a_linked_session_at_once(
    table: Table, hours: Hours, orders_engine: AsyncEngine
) -> None:
    household = await table.household()
    first = await closed(table, await opened(table), 0)
    hours.pass_by(1)
    sent = waited(1, payment_item(household, 500))
    assert [answer["status"] for answer in await send(table, sent)] == [201]
    linked = (await sessions(table))[1]
    assert (linked["number"], linked["linked_to"], linked["closed_at"]) == (2, first["session_id"], None)
    assert told(linked) == [("cash", 1, 500)]
    refused = await table.client.post(f"{TILL}/sessions/{linked['session_id']}/closing", json=count(500))
    assert refused.json()["code"] == "till_session_linked"

    assert [answer["status"] for answer in await send(table, waited(2, sent))] == [200]
    await opened(table, 500)
    _, ended, now = await sessions(table)
    assert (ended["session_id"], told(ended), ended["counted_cents"]) == (linked["session_id"], [("cash", 1, 500)], 500)
    assert (now["number"], now["linked_to"], told(now), now["expected_cents"]) == (3, None, [], 500)
    await check_whole(orders_engine)


async def test_arriving_once_the_till_is_open_again_they_are_never_in_the_new_session(
    table: Table, hours: Hours, orders_engine: AsyncEngine
) -> None:
    household, other = await table.household(), await table.household("000002")
    old = await opened(table)
    hours.pass_by(3)
    first = await closed(table, old, 0)
    hours.pass_by(1)
    new = await opened(table)
    hours.pass_by(1)
    late = (
        waited(3, payment_item(household, 500)),
        waited(3, order_item(other, {SOAP: 1}, cash(400))),
        waited(0.5, payment_item(household, 70)),
    )
    assert [answer["status"] for answer in await send(table, *late)] == [201, 201, 201]
    assert [answer["status"] for answer in await send(table, *late)] == [200, 200, 200]
    _, now, linked = await sessions(table)
    assert (told(now), now["late_cents"], now["expected_cents"]) == ([("cash", 1, 70)], 900, 970)
    assert (linked["linked_to"], linked["counted_with"]) == (first["session_id"], now["session_id"])
    assert (told(linked), linked["late_cents"], linked["expected_cents"]) == ([("cash", 2, 900)], -900, 0)
    (till,) = (await table.client.get("/v1/tills")).json()
    assert (till["session_id"], till["expected_cents"]) == (now["session_id"], 970)

    summary = await closed(table, new, 970)
    assert (told(summary), summary["difference_cents"]) == ([("cash", 1, 70)], 0)
    _, _, ended = await sessions(table)
    assert (ended["closed_at"], ended["difference_cents"], told(ended)) == (
        summary["closed_at"],
        0,
        [("cash", 2, 900)],
    )
    await opened(table, 970)
    assert [one["number"] for one in await sessions(table)] == [1, 2, 3, 4]
    await check_whole(orders_engine)


async def test_of_two_sessions_closed_before_each_has_its_own_linked_one(
    table: Table, hours: Hours, orders_engine: AsyncEngine
) -> None:
    household = await table.household()
    before = [(await closed_before(table, hours))["session_id"] for _ in range(2)]
    both = (waited(3, payment_item(household, 300)), waited(1, payment_item(household, 20)))
    await send(table, *both)
    found = [(one["linked_to"], told(one)) for one in (await sessions(table))[2:]]
    assert found == [(before[1], [("cash", 1, 20)]), (before[0], [("cash", 1, 300)])]
    await opened(table, 320)
    _, _, last, first, now = await sessions(table)
    assert (last["expected_cents"], last["late_cents"], last["counted_cents"]) == (320, 300, 320)
    assert (first["counted_with"], first["expected_cents"], now["float_cents"]) == (last["session_id"], 0, 320)
    await check_whole(orders_engine)


async def test_a_batch_that_meets_the_closing_is_in_one_linked_session(
    table: Table, hours: Hours, orders_engine: AsyncEngine
) -> None:
    household = await table.household()
    await closed_before(table, hours)
    new = await opened(table)
    sending, closing = send(table, waited(1, payment_item(household, 500))), closed(table, new, 500)
    answers, summary = await held_by(orders_engine, rows("tills"), sending, closing)  # noted, not booked yet
    assert [answer["status"] for answer in answers] == [201]
    _, _, linked = await sessions(table)
    assert (told(summary), summary["late_cents"], told(linked)) == ([], 500, [("cash", 1, 500)])
    assert linked["closed_at"] == summary["closed_at"]
    await check_whole(orders_engine)


async def test_a_batch_that_comes_again_before_it_is_booked_is_noted_once(
    table: Table, hours: Hours, orders_engine: AsyncEngine
) -> None:
    household = await table.household()
    await closed_before(table, hours)
    item = waited(1, payment_item(household, 500))
    both = (send(table, item) for _ in range(2))
    answers = await held_by(orders_engine, rows("tills"), *both)
    assert [answer["status"] for (answer,) in answers] == [201, 200]
    await check_whole(orders_engine)


async def test_a_cheque_that_came_late_is_listed_with_its_linked_session(table: Table, hours: Hours) -> None:
    household = await table.household()
    await closed_before(table, hours)
    new = await opened(table)
    item = payment_item(household, 900)
    item["payment"]["means"] = "cheque"
    await send(table, waited(1, item))
    linked = (await sessions(table))[2]["session_id"]
    addresses = (f"{TILL}/sessions/{linked}/cheques", f"{new}/cheques")
    listed = [(await table.client.get(address)).json()["items"] for address in addresses]
    assert [[UUID(one["payment_id"]) for one in those] for those in listed] == [[UUID(item["id"])], []]


async def test_what_another_centres_volunteer_sends_is_not_even_noted(
    table: Table, hours: Hours, orders_engine: AsyncEngine
) -> None:
    household = await table.household()
    await closed_before(table, hours)
    async with OrdersHttp(orders_engine, clock=hours).table(MIN) as elsewhere:
        (answer,) = await send(elsewhere, waited(1, payment_item(household, 500)))
    assert (answer["status"], answer["body"]["code"]) == (404, "household_unknown")
    async with orders_engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM late_payments")) == 0


async def test_which_payments_came_late_is_never_changed_and_found_if_it_is(
    table: Table, hours: Hours, orders_engine: AsyncEngine
) -> None:
    household = await table.household()
    await closed_before(table, hours)
    new = await opened(table)
    await send(table, waited(1, payment_item(household, 500)))
    await closed(table, new, 500)
    with pytest.raises(DBAPIError, match="append-only"):
        async with transaction(orders_engine) as connection:
            await connection.execute(text("DELETE FROM late_payments"))
    async with orders_engine.connect() as connection:
        await connection.begin()
        await connection.execute(text("SET session_replication_role = replica"))
        await connection.execute(text("DELETE FROM late_payments"))
        assert [one.number for one in await broken_sessions(connection)] == [2]
        await connection.rollback()
