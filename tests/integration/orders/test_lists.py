"""Lists of orders come in pages without gap, whatever happens to an order between two of them."""

from typing import Any

import httpx
import pytest

from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, FLOUR, OrdersHttp, Table, cash
from tests.fixtures.orders_story import CYCLE

LAPSED, LATE, TILL = f"/v1/cycles/{CYCLE}/lapsed", f"/v1/cycles/{CYCLE}/late-orders", f"/v1/centres/{DUC}/till"


async def page(client: httpx.AsyncClient, address: str, **query: str) -> dict[str, Any]:
    answer = await client.get(address, params={"limit": "2", **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def numbers(*pages: dict[str, Any]) -> list[str]:
    return [item["household_number"] for each in pages for item in each["items"]]


@pytest.mark.parametrize("address", [LAPSED, LATE, TILL])
async def test_a_list_of_orders_comes_in_pages(table: Table, address: str) -> None:
    households = [await table.household(f"00000{n}") for n in range(1, 4)]
    if address == LATE:
        await table.seal()
    for household in households:
        await table.order(household, {FLOUR: 500}, payments=[cash(73)] if address == LATE else [])
    if address == LAPSED:
        await table.seal()
    first = await page(table.client, address)
    second = await page(table.client, address, after=first["next"])
    assert (numbers(first), numbers(second), second["next"]) == (["000001", "000002"], ["000003"], None)
    bad = await table.client.get(address, params={"after": "the last one"})
    assert (bad.status_code, bad.json()["code"]) == (422, "page_unknown")


async def test_the_next_page_is_found_though_its_order_left_the_list(table: Table) -> None:
    for number in range(1, 4):
        await table.order(await table.household(f"00000{number}"), {FLOUR: 500}, order_id=uuid7())
    first = await page(table.client, TILL)
    last = first["items"][1]
    await table.pay(last["household_id"], None, last["order_id"])
    assert numbers(await page(table.client, TILL, after=first["next"])) == ["000003"]


async def test_centres_come_in_pages(orders_http: OrdersHttp) -> None:
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        first = (await coordinator.client.get("/v1/centres", params={"limit": "1"})).json()
        second = (await coordinator.client.get("/v1/centres", params={"limit": "1", "after": first["next"]})).json()
    assert [centre["centre"] for centre in first["items"] + second["items"]] == ["DUC", "MIN"]
    assert second["next"] is None
