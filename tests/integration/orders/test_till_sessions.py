"""Tills opened and closed by counting: each payment in one session, differences booked, closed ones unchangeable."""

from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.order_desk import PARIS
from services.orders.queries.ledger import broken_links
from services.orders.queries.sealed_sessions import broken_sessions, is_session_whole
from shared.database import transaction
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, MIN, SOAP, OrdersHttp, Table, broken_tills, cash
from tests.fixtures.racing import held_by, rows

TILL = f"/v1/tills/{DUC}"
PAID_AGAIN = """INSERT INTO payments
    (id, payer_household_id, means, amount_cents, till, order_ids, transaction_id, received_at)
    SELECT gen_random_uuid(), payer_household_id, means, 1, till, order_ids, transaction_id, now() FROM payments"""


def count(*pieces: tuple[int, int], reason: str = "") -> dict[str, Any]:
    return {"pieces": [{"denomination_cents": cents, "number": n} for cents, n in pieces], "reason": reason}


async def opened(table: Table, *pieces: tuple[int, int], reason: str = "fond de caisse") -> str:
    """Open the till; the session's address."""
    address = f"{TILL}/sessions/{uuid7()}"
    response = await table.client.put(address, json=count(*pieces, reason=reason))
    assert response.status_code == 201, response.text
    return address


async def closed(table: Table, address: str, *pieces: tuple[int, int], reason: str = "") -> httpx.Response:
    return await table.client.post(f"{address}/closing", json=count(*pieces, reason=reason))


async def balances(http: OrdersHttp) -> dict[str, int]:
    async with http.table(role=Role.TREASURER) as treasurer:
        items = (await treasurer.client.get("/v1/ledger/accounts")).json()["items"]
    return {item["account"]: item["balance_cents"] for item in items}


async def test_a_session_says_what_came_in_by_each_means(table: Table, orders_http: OrdersHttp) -> None:
    address = await opened(table, (1_000, 2))
    household = await table.household()
    await table.order(household, {SOAP: 1}, payments=[cash(500)])
    await table.pay(household, 700, means="cheque")
    await table.pay(household, 200)
    refund = {"household_id": str(household), "means": "cash", "amount_cents": 500}
    assert (await table.client.put(f"/v1/refunds/{uuid7()}", json=refund)).status_code == 201
    now = (await table.client.get(address)).json()
    assert (now["float_cents"], now["expected_cents"], now["closed_at"]) == (2_000, 2_200, None)
    assert now["given_back_cents"] == 500
    assert now["received"] == [
        {"means": "cash", "payments": 2, "amount_cents": 700},
        {"means": "cheque", "payments": 1, "amount_cents": 700},
    ]

    (cheque,) = (await table.client.get(f"{address}/cheques")).json()["items"]
    assert (cheque["payer_number"], cheque["amount_cents"], cheque["not_before"]) == ("000001", 700, None)

    summary = (await closed(table, address, (1_000, 2), (200, 1))).json()
    assert (summary["counted_cents"], summary["difference_cents"], summary["reason"]) == (2_200, 0, "")
    assert summary["received"] == now["received"]
    assert summary["pieces"][0] == {"denomination_cents": 1_000, "number": 2}
    assert await balances(orders_http) == {
        "household:000001:credit": -580,
        "household:000001:held": -320,
        "till:DUC:cash": 2_200,
        "till:DUC:cheques": 700,
        "till:DUC:differences": -2_000,
    }


async def test_credit_given_to_a_neighbour_brings_nothing_in(table: Table) -> None:
    address = await opened(table)
    payer, neighbour = await table.household(), await table.household("000002")
    await table.pay(payer, 500)
    order = (await table.order(neighbour, {SOAP: 1})).json()["order_id"]
    assert (await table.pay(payer, None, UUID(order), means="credit")).status_code == 201
    now = (await table.client.get(address)).json()
    assert now["received"] == [{"means": "cash", "payments": 1, "amount_cents": 500}]


async def test_a_difference_needs_its_reason_and_is_booked(table: Table, orders_http: OrdersHttp) -> None:
    address = await opened(table)
    await table.pay(await table.household(), 1_000)
    refused = await closed(table, address, (500, 1))
    assert (refused.status_code, refused.json()["code"]) == (409, "till_difference_unexplained")
    assert refused.json()["figures"] == {"expected_cents": 1_000, "counted_cents": 500, "difference_cents": -500}
    assert (await table.client.get(address)).json()["closed_at"] is None

    summary = (await closed(table, address, (500, 1), reason="erreur de rendu")).json()
    assert (summary["difference_cents"], summary["reason"]) == (-500, "erreur de rendu")
    assert (await closed(table, address, (500, 1), reason="erreur de rendu")).json() == summary
    assert (await closed(table, address, (500, 1), reason="volé")).json()["code"] == "reason_differs"
    found = await balances(orders_http)
    assert (found["till:DUC:cash"], found["till:DUC:differences"]) == (500, 500)


async def test_opened_and_closed_again_it_is_the_same(table: Table) -> None:
    address = await opened(table, (1_000, 1))
    again = await table.client.put(address, json=count((1_000, 1), reason="fond de caisse"))
    why = await table.client.put(address, json=count((1_000, 1), reason="pourboire"))
    other = await table.client.put(address, json=count((1_000, 2)))
    second = await table.client.put(f"{TILL}/sessions/{uuid7()}", json=count((1_000, 1)))
    assert [(one.status_code, one.json().get("code")) for one in (again, why, other, second)] == [
        (200, None),
        (409, "reason_differs"),
        (409, "till_session_differs"),
        (409, "till_is_open"),
    ]
    since = datetime.fromisoformat((await table.client.get(address)).json()["opened_at"]).astimezone(PARIS)
    assert f"{since.day} {since:%B %Y %H:%M}" in second.json()["detail"]  # in the network's time
    first = await closed(table, address, (1_000, 1))
    assert (await closed(table, address, (1_000, 1))).json() == first.json()
    assert (await closed(table, address, (1_000, 2), reason="x")).json()["code"] == "till_session_closed"


async def test_notes_counted_as_none_are_sealed_as_they_are_stored(table: Table, orders_engine: AsyncEngine) -> None:
    address = await opened(table, (1_000, 1), (500, 0))
    assert (await closed(table, address, (1_000, 1), (500, 0))).status_code == 200
    async with orders_engine.connect() as connection:
        assert await broken_sessions(connection) == []


async def test_payments_after_the_closing_are_a_session_of_their_own_linked_to_it(table: Table) -> None:
    address = await opened(table, (1_000, 1))
    before = (await closed(table, address, (1_000, 1))).json()
    await table.pay(await table.household(), 500)
    (now,) = (await table.client.get("/v1/tills")).json()
    assert (now["session_id"], now["without_session"], now["expected_cents"]) == (None, 1, 1_500)

    await opened(table, (1_000, 1), (500, 1), reason="")
    sessions = (await table.client.get(f"{TILL}/sessions")).json()["items"]
    assert [(one["number"], one["linked_to"], one["float_cents"]) for one in sessions] == [
        (1, None, 1_000),
        (2, before["session_id"], 1_000),
        (3, None, 1_500),
    ]
    assert [one["received"] for one in sessions] == [[], [{"means": "cash", "payments": 1, "amount_cents": 500}], []]
    assert (sessions[1]["counted_cents"], sessions[1]["opened_by_name"]) == (1_500, None)
    (now,) = (await table.client.get("/v1/tills")).json()
    told = now["session_id"], now["without_session"], now["expected_cents"]
    assert told == (sessions[2]["session_id"], 0, 1_500)
    page = (await table.client.get(f"{TILL}/sessions", params={"limit": 2, "after": "1"})).json()
    assert [one["number"] for one in page["items"]] == [2, 3]


async def test_each_payment_is_in_one_session_also_when_it_meets_the_closing(
    table: Table, orders_engine: AsyncEngine
) -> None:
    address = await opened(table)
    household = await table.household()
    paying, closing = table.pay(household, 500), closed(table, address)
    paid, answer = await held_by(orders_engine, rows("tills"), paying, closing)
    assert paid.status_code == 201
    assert answer.json()["code"] == "till_difference_unexplained", "the payment came first: it is counted"
    summary = (await closed(table, address, (500, 1))).json()
    assert summary["received"] == [{"means": "cash", "payments": 1, "amount_cents": 500}]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (count((1_234, 1)), "denomination_unknown"),
        (count((1_000, 1), (1_000, 1)), "invalid_request"),
        (count((1_000, -1)), "invalid_request"),
        (count((1_000, 10**9)), "invalid_request"),
        (count((1_000, 1)), "till_difference_unexplained"),
    ],
)
async def test_what_cannot_have_been_counted_is_refused(table: Table, body: dict[str, Any], code: str) -> None:
    refused = await table.client.put(f"{TILL}/sessions/{uuid7()}", json=body)
    assert refused.json()["code"] == code
    assert (await table.client.get(f"{TILL}/sessions")).json()["items"] == []


async def test_another_centres_till_is_as_unknown_as_none(orders_http: OrdersHttp, table: Table) -> None:
    address = await opened(table)
    async with orders_http.table(MIN) as other:
        for method, path in (("GET", address), ("GET", f"{TILL}/sessions"), ("PUT", address)):
            answer = await other.client.request(method, path, json=count() if method == "PUT" else None)
            assert answer.status_code == 404
        assert (await closed(other, address)).status_code == 404
        assert [till["till"] for till in (await other.client.get("/v1/tills")).json()] == [MIN]
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        unknown = await treasurer.client.put(f"/v1/tills/NIX/sessions/{uuid7()}", json=count())
        elsewhere = await treasurer.client.get(f"/v1/tills/{MIN}/sessions/{UUID(address.rsplit('/', 1)[1])}")
        assert [till["till"] for till in (await treasurer.client.get("/v1/tills")).json()] == [DUC, MIN]
    assert (unknown.json()["code"], elsewhere.json()["code"]) == ("till_unknown", "till_session_unknown")


async def test_a_session_opened_before_seals_covered_payments_is_whole_once_it_is_closed(
    table: Table, orders_engine: AsyncEngine
) -> None:
    session = await opened(table, (1_000, 1))
    async with transaction(orders_engine) as connection:
        await connection.execute(text("UPDATE till_sessions SET seal_version = 1"))  # as migration 0027 left it
    await table.pay(await table.household(), 300, means="cheque")
    await closed(table, session, (1_000, 1))
    async with orders_engine.connect() as connection:
        assert await broken_sessions(connection) == []


async def test_a_closed_session_is_never_changed_and_what_changes_it_all_the_same_is_found(
    table: Table, orders_engine: AsyncEngine
) -> None:
    first = await opened(table, (1_000, 1))
    await closed(table, first, (1_000, 1))
    second = await opened(table, (1_000, 1), reason="")
    await table.pay(await table.household(), 300, means="cheque")
    await closed(table, second, (1_000, 1))
    async with orders_engine.connect() as connection:
        assert await broken_sessions(connection) == []
    assert await broken_tills(orders_engine) == []
    for statement in (
        "UPDATE till_sessions SET reason = 'x'",
        "DELETE FROM till_sessions",
        "UPDATE payments SET amount_cents = 1",
        "DELETE FROM payments",
        "INSERT INTO ledger_entries SELECT transaction_id, position + 9, 'bank', amount_cents FROM ledger_entries",
        PAID_AGAIN,
        "INSERT INTO late_payments SELECT p.id, s.id FROM payments p, till_sessions s WHERE s.number = 1",
    ):
        with pytest.raises(DBAPIError, match="append-only"):
            async with transaction(orders_engine) as connection:
                await connection.execute(text(statement))
    for tampering, number in (
        ("UPDATE till_sessions SET counted_cents = counted_cents + 1 WHERE number = 2", 2),
        ("UPDATE till_sessions SET reason = 'x' WHERE number = 1", 1),
        ("DELETE FROM till_sessions WHERE number = 1", 1),
        ("UPDATE ledger_transactions SET hash = sha256(hash)", 1),
        ("UPDATE payments SET means = 'card', amount_cents = 1", 2),
        ("UPDATE payments SET not_before = '2030-01-01'", 2),
        ("UPDATE payments SET payer_household_id = gen_random_uuid()", 2),
        ("DELETE FROM payments", 2),
        ("UPDATE till_sessions SET seal_version = 1 WHERE number = 2", 2),
        ("DELETE FROM till_sessions WHERE number = 2", 2),
        ("DELETE FROM till_sessions", 1),
        ("UPDATE tills SET last_seal = sha256(last_seal) WHERE code = 'DUC'", 2),
        ("UPDATE tills SET sessions_closed = 1 WHERE code = 'DUC'", 2),
        ("UPDATE till_sessions SET closed_at = NULL, seal = NULL, counted_cents = NULL WHERE number = 2", 2),
    ):
        async with orders_engine.connect() as connection:
            await connection.begin()
            await connection.execute(text("SET session_replication_role = replica"))  # as one who may do anything
            await connection.execute(text(tampering))
            assert [one.number for one in await broken_sessions(connection)] == [number]
            await connection.rollback()


async def test_reading_a_session_proves_what_is_in_it_and_leaves_the_others_to_the_proof_of_all(
    table: Table, orders_engine: AsyncEngine
) -> None:
    household = await table.household()
    for cents in (300, 400, 500):  # the payments of sessions 1 to 3: places 2, 3 and 4, after the float was found
        session = await opened(table, (1_000, 1), reason="fond de caisse" if cents == 300 else "")
        await table.pay(household, cents, means="cheque")
        await closed(table, session, (1_000, 1))
    for tampering, changed in (
        ("SELECT 1", []),
        ("UPDATE ledger_entries SET amount_cents = amount_cents * 2 WHERE abs(amount_cents) = 300", [1]),
        ("UPDATE ledger_entries SET amount_cents = amount_cents * 2 WHERE abs(amount_cents) = 400", [2]),
        ("UPDATE ledger_entries SET amount_cents = amount_cents * 2 WHERE abs(amount_cents) = 500", [3]),
        ("DELETE FROM ledger_entries WHERE abs(amount_cents) = 400", [2]),
        ("UPDATE ledger_transactions SET what = 'x' WHERE till_sequence = 3", [2]),
        ("DELETE FROM ledger_transactions WHERE till_sequence = 4", [3]),
        ("UPDATE payments SET amount_cents = 1 WHERE amount_cents = 400", [2]),
        ("UPDATE till_sessions SET reason = 'x' WHERE number = 1", [1]),
        ("UPDATE till_sessions SET seal = sha256(seal) WHERE number = 1", [1, 2]),
        ("UPDATE till_sessions SET chain_head = sha256(chain_head) WHERE number = 1", [1, 2]),
        ("UPDATE till_sessions SET after_sequence = 1 WHERE number = 2", [2]),
        ("UPDATE till_sessions SET after_sequence = 0, until_sequence = 0 WHERE number = 2", [2, 3]),
        ("DELETE FROM till_sessions WHERE number = 1", [2]),
    ):
        async with orders_engine.connect() as connection:
            await connection.begin()
            await connection.execute(text("SET session_replication_role = replica"))  # as one who may do anything
            await connection.execute(text(tampering))
            there = (await connection.scalars(text("SELECT number FROM till_sessions ORDER BY number"))).all()
            seen = [number for number in there if not await is_session_whole(connection, DUC, number)]
            assert seen == changed, tampering
            all_that_is_found = [*await broken_links(connection), *await broken_sessions(connection)]
            assert bool(all_that_is_found) == bool(changed), tampering
            await connection.rollback()
