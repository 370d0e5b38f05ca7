"""Orders that meet another of their household, its money or the seal: each fails when its row is not locked."""

from itertools import pairwise

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.group_orders import GroupOrderSealed, HouseholdOrderConfirmed
from shared.kernel.clock import HeldClock
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.batches import order_item, send
from tests.fixtures.orders_http import DUC, SOAP, OrdersHttp, Table, cash, order_body
from tests.fixtures.orders_story import NOON, balances, published
from tests.fixtures.racing import held_by, held_up, locked_first, rows
from tests.fixtures.tariffs import donate, give_tariff

TILLS = rows("tills")
IN_ORDER = ("group_orders", "household_orders", "households", "solidarity_fund")


async def test_an_amendment_that_waited_for_another_looks_again(table: Table, orders_engine: AsyncEngine) -> None:
    household, order = await table.household(), uuid7()
    version = (await table.order(household, {SOAP: 1}, order_id=order, payments=[cash(2_000)])).json()["version"]
    amending = (table.order(household, {SOAP: pieces}, order_id=order, version=version) for pieces in (2, 3))
    first, second = await held_by(orders_engine, TILLS, *amending)
    assert (first.status_code, second.status_code, second.json()["code"]) == (200, 409, "order_differs")


async def test_a_second_order_that_waited_for_the_first_is_refused(table: Table, orders_engine: AsyncEngine) -> None:
    household = await table.household()
    ordering = (table.order(household, {SOAP: 1}, payments=[cash(320)]) for _ in range(2))
    first, second = await held_by(orders_engine, TILLS, *ordering)
    assert (first.status_code, second.status_code, second.json()["code"]) == (201, 409, "second_order")


async def test_an_order_that_waited_for_money_is_paid_from_it(table: Table, orders_engine: AsyncEngine) -> None:
    """What it lacks, which its cash is to be, is what it lacks then: nothing."""
    household = await table.household()
    paying, ordering = table.pay(household, 400), table.order(household, payments=[cash()])
    _, ordered = await held_by(orders_engine, TILLS, paying, ordering)
    assert (ordered.json()["state"], (await balances(orders_engine))["till:DUC:cash"]) == ("confirmed", 400)


async def test_an_order_whose_credit_is_given_away_meanwhile_waits_for_money(
    table: Table, orders_engine: AsyncEngine
) -> None:
    """Held for by two: the statement tests the credit as it is then, and the table takes none below nothing."""
    payer, neighbours = await table.household(), uuid7()
    await table.pay(payer, 400)
    await table.order(await table.household("000002"), {SOAP: 1}, order_id=neighbours)
    giving, ordering = table.pay(payer, 320, neighbours, means="credit"), table.order(payer)
    given, ordered = await held_by(orders_engine, TILLS, giving, ordering)
    assert (given.status_code, ordered.json()["state"], await table.credit(payer)) == (201, "waiting", 80)


async def test_the_households_of_a_batch_are_locked_in_the_order_of_their_ids(
    table: Table, orders_engine: AsyncEngine
) -> None:
    first, second = sorted([await table.household(), await table.household("000002")])
    sending = send(table, *(order_item(one, {SOAP: 1}, cash(320)) for one in (second, first)))
    before, after = (f"households WHERE id = '{one}'" for one in (first, second))
    answers = await locked_first(orders_engine, before, after, sending)
    assert [answer["status"] for answer in answers] == [201, 201]


async def test_an_order_that_is_being_cancelled_is_not_sealed(table: Table, orders_engine: AsyncEngine) -> None:
    household, order = await table.household(), uuid7()
    await table.order(household, {SOAP: 1}, order_id=order, payments=[cash()])
    cancelling = table.client.post(f"/v1/orders/{order}/cancellation", json={})
    await held_up(orders_engine, "ledger_transactions", cancelling, table.seal())
    (sealed,) = await published(orders_engine, GroupOrderSealed)
    assert sealed.orders == 0


async def test_an_order_that_lapses_with_the_seal_is_not_confirmed_by_a_payment(
    table: Table, orders_engine: AsyncEngine
) -> None:
    """Held for by two: the group order, which the seal has, and the order, which lapsed."""
    household, order = await table.household(), uuid7()
    await table.order(household, {SOAP: 1}, order_id=order)
    _, paid = await held_up(orders_engine, "outbox", table.seal(), table.pay(household, 320, order))
    assert (paid.status_code, await table.credit(household)) == (201, 320)
    assert await published(orders_engine, HouseholdOrderConfirmed) == []


@pytest.mark.parametrize(("first", "then"), [*pairwise(IN_ORDER)])
async def test_an_order_at_a_tariff_locks_all_it_touches_in_the_one_order(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine, first: str, then: str
) -> None:
    await donate(orders_http, 1_000)
    household, order = await table.household(), uuid7()
    await give_tariff(orders_engine, household, 50)
    placed = await table.order(household, {SOAP: 1}, order_id=order, payments=[cash(1_000)])
    more = order_body(household, {SOAP: 2}, version=placed.json()["version"]) | {"told_cents": 320}
    amending = table.client.put(f"/v1/orders/{order}", json=more)  # told less than the price of all: not tried at it
    assert (await locked_first(orders_engine, first, then, amending)).status_code == 200


async def test_an_order_that_meets_the_end_of_its_tariff_is_told_it(
    orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    await donate(orders_http, 1_000)
    at_noon = OrdersHttp(orders_engine, clock=HeldClock(NOON))
    async with at_noon.table(DUC) as table, at_noon.table(role=Role.TREASURER) as treasurer:
        household = await table.household()
        await treasurer.client.put(f"/v1/centres/{DUC}/tariffs", json={"rates": [5_000]})
        path = f"/v1/households/{household}/tariffs/{uuid7()}"
        await treasurer.client.put(path, json={"begins": "2020-01-01", "ends": None, "basis_points": 5_000})
        ending = treasurer.client.post(f"{path}/ending", json={"ends": NOON.date().isoformat()})
        ordering = table.order(household, payments=[cash()])
        ended, ordered = await held_up(orders_engine, "audit_trail", ending, ordering)
    assert ended.is_success
    assert "December 2" in ordered.json()["sentence"], "the day after its last"
