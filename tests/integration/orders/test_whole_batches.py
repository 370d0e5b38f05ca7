"""A batch goes to the database whole, whatever some of its orders are: its statements don't grow with it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.batches import order_item, payment_item, send
from tests.fixtures.orders_http import SOAP, Table, broken_tills, cash
from tests.fixtures.orders_story import balances
from tests.fixtures.statements import statements_of

Items = list[dict[str, Any]]
Begin = Callable[[Table, Items], Awaitable[None]]


async def paid_orders(table: Table, first: int, count: int) -> Items:
    households = [await table.household(f"{number:06}") for number in range(first, first + count)]
    return [order_item(household, {SOAP: 1}, cash(320)) for household in households]


async def nothing(table: Table, items: Items) -> None:
    """All of it is new."""


async def one_known(table: Table, items: Items) -> None:
    await send(table, items[-1])


async def all_known(table: Table, items: Items) -> None:
    await send(table, *items)


async def one_second_order(table: Table, items: Items) -> None:
    await send(table, items[-1] | {"id": items[0]["id"][:-1] + ("0" if items[0]["id"][-1] != "0" else "1")})
    items[-1]["order"]["payments"] = []


async def sealed(table: Table, _: Items) -> None:
    await table.seal()


BEGINNINGS = [(nothing, 201), (one_known, 200), (all_known, 200), (one_second_order, 409), (sealed, 201)]


@pytest.mark.parametrize(("begin", "last"), BEGINNINGS, ids=lambda value: getattr(value, "__name__", None))
async def test_the_statements_of_a_batch_do_not_grow_with_it(
    table: Table, orders_engine: AsyncEngine, begin: Begin, last: int
) -> None:
    sent = []
    await table.order(await table.household("000099"))  # the catalogue is read once and remembered
    small, large = await paid_orders(table, 1, 3), await paid_orders(table, 11, 12)
    for items in (small, large):
        await begin(table, items)
        with statements_of(orders_engine) as statements:
            answers = await send(table, *items)
        sent.append(len(statements))
        assert answers[-1]["status"] == last
        assert {answer["status"] for answer in answers[:-1]} == ({200} if begin is all_known else {201})
    assert sent[0] == sent[1] <= 7
    assert (await balances(orders_engine))["till:DUC:cash"] == 15 * 320
    assert await broken_tills(orders_engine) == []


async def test_orders_that_get_in_each_others_way_are_judged_after_one_another(
    table: Table, orders_engine: AsyncEngine
) -> None:
    """One order twice, one payment for two households, two orders of a household, and one that nothing ails."""
    first, second, third = [await table.household(f"00000{n}") for n in (1, 2, 3)]
    money = cash(320)
    items = [
        order_item(first, {SOAP: 1}, money),
        order_item(second, {SOAP: 1}, money),
        order_item(third, {SOAP: 1}, cash(320)),
    ]
    items += [items[0], order_item(third, {SOAP: 2}, cash(640))]
    answers = await send(table, *items)
    assert [answer["status"] for answer in answers] == [201, 409, 201, 200, 409]
    assert [answer["body"].get("code") for answer in answers[1::3]] == ["payment_differs", "second_order"]
    assert [answers[1]["unbooked"], answers[4]["unbooked"]] == [[money["id"]], []]
    assert answers[3]["body"] == answers[0]["body"]
    assert await balances(orders_engine) == {
        "till:DUC:cash": 1280,
        "household:000001:held": -320,
        "household:000003:held": -320,
        "household:000003:credit": -640,
    }


async def test_waiting_orders_and_their_payments_come_in_one_batch(table: Table) -> None:
    items = await paid_orders(table, 1, 4)
    for item in items[1:]:
        item["order"]["payments"] = []
    payer = await table.household("000009")
    answers = await send(table, *items, payment_item(payer, 640, items[1]["id"], items[2]["id"]))
    assert [answer["body"].get("state") for answer in answers[:-1]] == ["confirmed", *["waiting"] * 3]
    assert [order["state"] for order in answers[-1]["body"]["applied"]] == ["confirmed", "confirmed"]
