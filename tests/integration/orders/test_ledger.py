"""The ledger in PostgreSQL itself: append-only, balanced at commit, chained; and as the treasurer reads it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.ledger import Entry, Transaction, TransactionKind
from services.orders.queries.ledger import broken_links
from services.orders.storage import ledger
from services.orders.storage.ledger_tables import ledger_entries
from shared.database import transaction
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, SOAP, OrdersHttp, Table, broken_tills, cash
from tests.fixtures.orders_story import CYCLE

CLAIRE = uuid7()
REWRITING = [
    "UPDATE ledger_entries SET amount_cents = amount_cents * 2",
    "DELETE FROM ledger_entries",
    "TRUNCATE ledger_entries CASCADE",
    "UPDATE ledger_transactions SET what = 'x'",
    "DELETE FROM ledger_transactions WHERE false",
    "TRUNCATE ledger_transactions CASCADE",
]


def booking(till: str, *cents: int) -> Transaction:
    entries = tuple(Entry(f"account:{position}", amount) for position, amount in enumerate(cents))
    return Transaction(uuid7(), datetime.now(UTC), TransactionKind.PAYMENT, till, entries)


@pytest.mark.parametrize("statement", REWRITING)
async def test_rewriting_is_refused(table: Table, orders_engine: AsyncEngine, statement: str) -> None:
    await table.pay(await table.household(), 100)
    with pytest.raises(DBAPIError, match="append-only"):
        async with transaction(orders_engine) as connection:
            await connection.execute(text(statement))


@pytest.mark.usefixtures("table")
async def test_what_does_not_balance_fails_at_commit(orders_engine: AsyncEngine) -> None:
    async with orders_engine.connect() as connection:
        await connection.begin()
        booked = booking(DUC, 1, -1)
        await ledger.append(connection, [booked])
        more = {"transaction_id": booked.id, "position": 9, "account": "stock", "amount_cents": 1}
        await connection.execute(insert(ledger_entries), more)
        with pytest.raises(DBAPIError, match="does not balance: it is 1 cents off"):
            await connection.commit()


async def test_an_unknown_till_books_nothing(orders_engine: AsyncEngine) -> None:
    with pytest.raises(ValueError, match="no till NIX"):
        async with transaction(orders_engine) as connection:
            await ledger.append(connection, [booking("NIX", 1, -1)])


@pytest.mark.usefixtures("table")
async def test_a_chain_that_was_cut_rewritten_or_extended_is_found(orders_engine: AsyncEngine) -> None:
    async with transaction(orders_engine) as connection:
        await ledger.append(connection, [booking("DUC", 5, -5), booking("", 7, -7), booking("DUC", 1, 2, -3)])
    assert await broken_tills(orders_engine) == []
    for tampering, place in (
        ("UPDATE ledger_entries SET amount_cents = amount_cents * 2", 1),
        ("UPDATE tills SET sequence = 1 WHERE code = 'DUC'", 3),
        ("UPDATE ledger_transactions SET at = at + interval '1 microsecond' WHERE till_sequence = 2", 2),
        ("DELETE FROM ledger_transactions WHERE till = 'DUC' AND till_sequence = 2", 2),
    ):
        async with orders_engine.connect() as connection:
            await connection.begin()
            await connection.execute(text("SET session_replication_role = replica"))  # as one who may do anything
            await connection.execute(text(tampering))
            assert [link.till_sequence for link in await broken_links(connection) if link.till == "DUC"] == [place]
            await connection.rollback()


async def test_the_treasurer_reads_balances_and_entries(table: Table, orders_http: OrdersHttp) -> None:
    await table.order(await table.household(), {SOAP: 1}, payments=[cash(500)])
    await table.pay(await table.household("000002"), 100)
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        accounts = (await treasurer.client.get("/v1/ledger/accounts")).json()
        entries = (await treasurer.client.get("/v1/ledger/entries", params={"cycle": CYCLE})).json()
        credit = (await treasurer.client.get("/v1/ledger/accounts/household:000001:credit")).json()
        bad = await treasurer.client.get("/v1/ledger/entries", params={"after": "x"})
    assert [(account["account"], account["balance_cents"]) for account in accounts["items"]] == [
        ("household:000001:credit", -180),
        ("household:000001:held", -320),
        ("household:000002:credit", -100),
        ("till:DUC:cash", 600),
    ]
    assert accounts["items"][-1]["name"] == "Cash in the till of DUC"
    assert [(entry["account"], entry["amount_cents"]) for entry in entries["items"]] == [
        ("till:DUC:cash", 500),
        ("household:000001:credit", -500),
        ("household:000001:credit", 320),
        ("household:000001:held", -320),
    ]
    assert [(entry["amount_cents"], entry["balance_cents"]) for entry in credit["items"]] == [(-500, -500), (320, -180)]
    assert (bad.status_code, bad.json()["code"]) == (422, "page_unknown")


async def test_an_entry_says_who_booked_it_when_and_why(table: Table, orders_http: OrdersHttp) -> None:
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        body = {"login": "claire", "name": "Claire", "roles": ["volunteer"], "centres": [DUC], "password": uuid7().hex}
        assert (await coordinator.client.put(f"/v1/users/{CLAIRE}", json=body)).is_success
    async with orders_http.table(DUC, user_id=CLAIRE) as claires:
        order = await claires.order(await table.household(), {SOAP: 1}, payments=[cash(500)])
        await claires.client.post(f"/v1/orders/{order.json()['order_id']}/cancellation")
        await claires.pay(await table.household("000002"), 100)
    async with orders_http.table(role=Role.TREASURER, language="fr") as treasurer:
        entries = (await treasurer.client.get("/v1/ledger/accounts/till:DUC:cash")).json()["items"]
        released = (await treasurer.client.get("/v1/ledger/accounts/household:000001:held")).json()["items"][-1]
    assert {(entry["by"], entry["by_name"], entry["till"]) for entry in [*entries, released]} == {
        (str(CLAIRE), "Claire", DUC)
    }
    assert [entry["why"] for entry in entries] == ["Commande passée ou modifiée", "Paiement reçu"]
    assert (released["why"], released["order_id"], released["balance_cents"]) == (
        "Commande annulée : son argent redevient un avoir",
        order.json()["order_id"],
        0,
    )


async def test_the_balance_goes_on_over_pages(table: Table, orders_http: OrdersHttp) -> None:
    household = await table.household()
    for cents in (100, 20, 3):
        await table.pay(household, cents)
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        address = "/v1/ledger/accounts/till:DUC:cash"
        first = (await treasurer.client.get(address, params={"limit": 2})).json()
        second = (await treasurer.client.get(address, params={"after": first["next"]})).json()
    assert [entry["balance_cents"] for entry in first["items"] + second["items"]] == [100, 120, 123]


async def test_the_trial_balance_of_a_past_moment(table: Table, orders_http: OrdersHttp) -> None:
    household = await table.household()
    await table.pay(household, 100)
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        then = (await treasurer.client.get("/v1/ledger/entries")).json()["items"][-1]["at"]
        await table.pay(household, 20)
        for at, balances in ((then, [-100, 100]), ("2020-01-01T00:00:00Z", []), (None, [-120, 120])):
            parameters = {} if at is None else {"at": at}
            found = (await treasurer.client.get("/v1/ledger/accounts", params=parameters)).json()["items"]
            assert [account["balance_cents"] for account in found] == balances
        chart = (await treasurer.client.get("/v1/ledger/chart")).json()
    assert chart[0] == {
        "pattern": "household:{number}:credit",
        "number": "4197",
        "side": "liability",
        "name": "Credit of household …",
    }


async def test_entries_come_in_pages_without_gap(table: Table, orders_http: OrdersHttp) -> None:
    for number in range(3):
        await table.pay(await table.household(f"{number:06}"), 100 + number)
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        seen: list[int] = []
        after: dict[str, str] = {}
        while True:
            page = (await treasurer.client.get("/v1/ledger/entries", params={"limit": 2, **after})).json()
            seen += [entry["amount_cents"] for entry in page["items"]]
            if page["next"] is None:
                break
            after = {"after": page["next"]}
    assert seen == [100, -100, 101, -101, 102, -102]


async def test_volunteers_do_not_read_the_ledger(orders_http: OrdersHttp) -> None:
    async with orders_http.table(DUC) as table:
        assert (await table.client.get("/v1/ledger/accounts")).status_code == 403
