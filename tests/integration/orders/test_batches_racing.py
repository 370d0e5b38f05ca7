"""Batches of two devices that want one credit: each waits for the other's households, none is judged by old money."""

from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.ids import uuid7
from tests.fixtures.batches import order_item, payment_item, send
from tests.fixtures.orders_http import SOAP, Table, broken_tills
from tests.fixtures.orders_story import balances
from tests.fixtures.racing import held_by, rows

PURSES = rows("households WHERE number IN ('000001', '000002')")


async def test_batches_of_two_devices_never_spend_one_credit_twice(table: Table, orders_engine: AsyncEngine) -> None:
    """One orders for two households with their credit; the other pays neighbours' orders with it, the last first."""
    own, neighbours = [], []
    for number in (1, 2):
        own.append(await table.household(f"00000{number}"))
        await table.pay(own[-1], 400)
        neighbours.append(uuid7())
        await table.order(await table.household(f"00001{number}"), {SOAP: 1}, order_id=neighbours[-1])
    ordering = [order_item(household, {SOAP: 1}) for household in own]
    paying = [payment_item(payer, 320, str(order)) for payer, order in zip(own, neighbours, strict=True)][::-1]
    for item in paying:
        item["payment"]["means"] = "credit"

    ordered, paid = await held_by(orders_engine, PURSES, send(table, *ordering), send(table, *paying))
    has_ordered = [answer["body"]["state"] == "confirmed" for answer in ordered]
    has_paid = [answer["status"] == 201 for answer in reversed(paid)]
    assert has_ordered == [not one for one in has_paid], "who comes first depends on the households' ids"
    assert {answer["body"].get("code") for answer in paid} <= {None, "not_enough_credit"}
    assert [await table.credit(household) for household in own] == [80, 80]
    assert await broken_tills(orders_engine) == []
    assert sum((await balances(orders_engine)).values()) == 0
