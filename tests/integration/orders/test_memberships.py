"""Yearly fees: from the network's grid, paid from credit, once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.membership import Needed
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.batches import order_item, send
from tests.fixtures.orders_http import DUC, MIN, SOAP, OrdersHttp, Table, broken_tills, cash
from tests.fixtures.racing import held_up
from tests.fixtures.statements import statements_of


@pytest.fixture
async def members(orders_engine: AsyncEngine) -> OrdersHttp:
    """A network that asks for a fee."""
    http = OrdersHttp(orders_engine)
    await http.open_cycle()
    assert (await http.ask_members((100, 300, 2_000), "warn")).is_success
    return http


@pytest.fixture
async def members_table(members: OrdersHttp) -> AsyncIterator[Table]:
    """A table of it."""
    async with members.table(DUC) as at_table:
        yield at_table


async def pay_fee(table: Table, household: UUID, cents: int, *, fee: UUID | None = None) -> httpx.Response:
    body = {"household_id": str(household), "fee_cents": cents}
    return await table.client.put(f"/v1/memberships/{fee or uuid7()}", json=body)


async def test_a_fee_is_paid_from_credit_once(members_table: Table, members: OrdersHttp) -> None:
    table = members_table
    assert (await table.client.get("/v1/membership")).json() == {
        "fees_cents": [100, 300, 2_000],
        "needed": "warn",
        "version": 2,
    }
    household, fee = await table.household(), uuid7()
    assert (await table.client.get(f"/v1/households/{household}")).json()["membership_due"] is True
    await table.pay(household, 1_000, means="card")
    first = await pay_fee(table, household, 300, fee=fee)
    again = await pay_fee(table, household, 300, fee=fee)
    other = await pay_fee(table, household, 100, fee=fee)
    assert (first.status_code, again.status_code, other.json()["code"]) == (201, 200, "membership_differs")
    assert again.json() == first.json()
    await pay_fee(table, household, 100)
    assert (await pay_fee(table, household, 300, fee=fee)).json() == first.json(), "what that fee covers"
    shown = (await table.client.get(f"/v1/households/{household}")).json()
    assert (shown["credit_cents"], shown["membership_due"]) == (600, False)
    assert shown["member_until"] > first.json()["member_until"]
    async with members.table(role=Role.TREASURER) as treasurer:
        items = (await treasurer.client.get("/v1/ledger/accounts")).json()["items"]
    assert {"membership:fees": -400}.items() <= {one["account"]: one["balance_cents"] for one in items}.items()


async def test_another_year_is_added_to_the_first_even_at_once(
    members_table: Table, orders_engine: AsyncEngine
) -> None:
    household = await members_table.household()
    await members_table.pay(household, 250)
    paying = (pay_fee(members_table, household, 100) for _ in range(3))
    answers = await held_up(orders_engine, "ledger_transactions", *paying)
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409]
    until = (await members_table.client.get(f"/v1/households/{household}")).json()["member_until"]
    first = min(answer.json()["member_until"] for answer in answers if answer.status_code == 201)
    assert date.fromisoformat(until).year == date.fromisoformat(first).year + 1
    assert await members_table.credit(household) == 50
    assert await broken_tills(orders_engine) == []


async def test_what_is_no_fee_here_is_refused(members_table: Table, members: OrdersHttp) -> None:
    household = await members_table.household()
    await members_table.pay(household, 250)
    assert (await pay_fee(members_table, household, 200)).json()["code"] == "membership_fee_unknown"
    assert (await pay_fee(members_table, household, 300)).json()["code"] == "not_enough_credit"
    async with members.table(MIN) as other:
        assert (await pay_fee(other, household, 100)).json()["code"] == "household_unknown"
    await members.ask_members(())
    assert (await pay_fee(members_table, household, 100)).json()["code"] == "membership_not_asked"
    assert await members_table.credit(household) == 250


async def test_an_order_without_membership_is_warned_of(members_table: Table) -> None:
    household = await members_table.household()
    warned = (await members_table.order(household, payments=[cash()])).json()
    assert warned["state"] == "confirmed"
    assert "yearly fee is not paid" in warned["sentence"]
    await members_table.pay(household, 100)
    await pay_fee(members_table, household, 100)
    other = await members_table.household("000002")
    await members_table.pay(other, 100)
    await pay_fee(members_table, other, 100)
    assert "yearly fee" not in (await members_table.order(other, payments=[cash()])).json()["sentence"]


@pytest.mark.parametrize("needed", list(Needed))
async def test_an_order_stays_one_statement_whatever_the_network_asks(
    members: OrdersHttp, members_table: Table, orders_engine: AsyncEngine, needed: Needed
) -> None:
    first, second = [await members_table.household(f"{number:06}") for number in (1, 2)]
    for household in (first, second):
        await members_table.pay(household, 100)
        await pay_fee(members_table, household, 100)
    await members_table.order(first, payments=[cash()])  # the catalogue is read once
    await members.ask_members((100,), needed)
    with statements_of(orders_engine) as statements:
        assert (await members_table.order(second, payments=[cash()])).status_code == 201
    assert len(statements) == 1


async def test_where_the_network_says_so_an_order_needs_it(members: OrdersHttp) -> None:
    await members.ask_members((100,), "refuse")
    async with members.table(DUC) as table:
        household, order = await table.household(), uuid7()
        for _ in range(2):
            refused = await table.order(household, order_id=order, payments=[cash()])
            assert (refused.status_code, refused.json()["code"]) == (409, "membership_due")
        offline = await send(table, order_item(await table.household("000002"), {SOAP: 1}, cash(320)))
        assert offline[0]["status"] == 201, "its money is in the box"
        await table.pay(household, 100)
        await pay_fee(table, household, 100)
        placed = await table.order(household, order_id=order, payments=[cash()])
        assert placed.json()["state"] == "confirmed"
        amended = await table.order(
            household, {SOAP: 1}, order_id=order, version=placed.json()["version"], payments=[cash()]
        )
        assert amended.json()["state"] == "confirmed"


@pytest.mark.parametrize(
    ("needed", "says"),
    [
        (Needed.NO, None),
        (Needed.WARN, "yearly fee is not paid: ask for it."),
        (Needed.REFUSE, "orders need it here: ask for it."),
    ],
)
async def test_an_order_of_a_batch_is_told_what_the_network_says(
    members: OrdersHttp, needed: Needed, says: str | None
) -> None:
    await members.ask_members((100,), needed)
    async with members.table(DUC) as table:
        household = await table.household()
        item = order_item(household, {SOAP: 1}, cash(320))
        (taken,) = await send(table, item)
        assert (taken["status"], taken["body"]["state"], taken["fee_due"]) == (201, "confirmed", needed), "in the box"
        assert taken["body"]["sentence"].endswith(says) if says else "yearly fee" not in taken["body"]["sentence"]
        await table.pay(household, 100)
        await pay_fee(table, household, 100)
        (again,) = await send(table, item)
        assert (again["status"], again["fee_due"]) == (200, Needed.NO)


async def test_an_order_of_a_batch_that_brings_no_money_needs_the_fee_where_the_network_says_so(
    members: OrdersHttp,
) -> None:
    """Nothing of it was taken: neither its credit nor a promise to pay makes it an order."""
    await members.ask_members((100,), Needed.REFUSE)
    async with members.table(DUC) as table:
        household = await table.household()
        await table.pay(household, 1_000)
        item = order_item(household, {SOAP: 1})
        (refused,) = await send(table, item)
        assert (refused["status"], refused["body"]["code"]) == (409, "membership_due")
        assert await table.credit(household) == 1_000
        await pay_fee(table, household, 100)
        (taken,) = await send(table, item)
        assert (taken["body"]["state"], taken["fee_due"]) == ("confirmed", "no")
        assert await table.credit(household) == 1_000 - 100 - 320


async def test_an_order_that_waits_is_confirmed_by_its_payment_once_the_fee_is_paid_where_orders_need_it(
    members: OrdersHttp,
) -> None:
    async with members.table(DUC) as table:
        household, neighbour = await table.household(), await table.household("000002")
        await table.pay(neighbour, 100)
        await pay_fee(table, neighbour, 100)
        orders = [(await table.order(one, {SOAP: 1})).json()["order_id"] for one in (household, neighbour)]
        await members.ask_members((100,), Needed.REFUSE)
        for means in ("cash", "credit"):
            refused = await table.pay(household, None, UUID(orders[0]), means=means)
            assert (refused.status_code, refused.json()["code"]) == (409, "membership_due")
        body = {"payer_household_id": str(neighbour), "means": "cash", "amount_cents": 640, "orders": orders}
        (taken,) = await send(table, {"kind": "payment", "id": str(uuid7()), "payment": body})
        assert taken["status"] == 201, "it is in the box"
        assert [order["state"] for order in taken["body"]["applied"]] == ["waiting", "confirmed"]
        assert "yearly fee is not paid, and orders need it here" in taken["body"]["sentence"]
        assert (await table.credit(neighbour), await table.credit(household)) == (320, 0)
        await table.pay(household, 100)
        await pay_fee(table, household, 100)
        paid = await table.pay(neighbour, 320, UUID(orders[0]), means="credit")
        assert [order["state"] for order in paid.json()["applied"]] == ["confirmed"]
    assert await broken_tills(members.engine) == []


async def test_a_fee_and_an_order_at_once_never_spend_one_credit_twice(members: OrdersHttp) -> None:
    """One till takes the fee from the credit that another one's order is paid with."""
    async with members.table(DUC) as table:
        households = [await table.household(f"{n:06}") for n in range(4)]
        for household in households:
            await table.pay(household, 320)
        fees = asyncio.gather(*(pay_fee(table, household, 100) for household in households))
        orders = asyncio.gather(*(send(table, order_item(household, {SOAP: 1})) for household in households))
        for household, fee, order in zip(households, *await asyncio.gather(fees, orders), strict=True):
            is_confirmed = order[0]["body"]["state"] == "confirmed"
            assert is_confirmed != fee.is_success
            assert await table.credit(household) == (0 if is_confirmed else 220)
    assert await broken_tills(members.engine) == []
