"""What a device at the order table holds: its own member numbers, and each household's last order."""

from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, FLOUR, MIN, SOAP, OrdersHttp, Table, cash
from tests.fixtures.orders_story import CYCLE, apply, entry, opened
from tests.fixtures.racing import held_up
from tests.fixtures.tariffs import donate, give_tariff


async def block(table: Table, centre: str = DUC, size: int = 5, block_id: UUID | None = None) -> httpx.Response:
    body = {"id": str(block_id or uuid7()), "size": size}
    return await table.client.post(f"/v1/centres/{centre}/number-blocks", json=body)


async def test_a_block_begins_after_every_number_that_is_had_or_held(table: Table) -> None:
    await table.household("000007")
    await table.household("M-12", label="Not a number")
    first = await block(table, size=2)
    assert (first.status_code, first.json()["numbers"]) == (201, ["000008", "000009"])
    assert (await block(table, size=2)).json()["numbers"] == ["000010", "000011"]
    await table.household("000020")
    assert (await block(table, size=1)).json()["numbers"] == ["000021"]


async def test_a_block_asked_for_again_is_the_same_and_another_is_refused(table: Table) -> None:
    block_id = uuid7()
    answers = [await block(table, block_id=block_id) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    other = await block(table, block_id=block_id, size=6)
    assert (other.status_code, other.json()["code"]) == (409, "number_block_differs")


async def test_blocks_asked_for_at_once_have_no_number_in_common(table: Table, orders_engine: AsyncEngine) -> None:
    answers = await held_up(orders_engine, "number_blocks", *(block(table) for _ in range(3)))
    assert [answer.status_code for answer in answers] == [201] * 3
    numbers = [number for answer in answers for number in answer.json()["numbers"]]
    assert len(numbers) == len(set(numbers)) == 15
    same = uuid7()
    twice = await held_up(orders_engine, "number_blocks", *(block(table, block_id=same) for _ in range(2)))
    assert [answer.status_code for answer in twice] == [201, 200]


async def test_nobody_has_numbers_of_another_centre(table: Table, orders_http: OrdersHttp) -> None:
    assert (await block(table, MIN)).status_code == 404
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        unknown = await block(coordinator, "NIX")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "centre_unknown")


async def test_the_last_order_of_each_household_is_there_with_its_lines(table: Table, orders_http: OrdersHttp) -> None:
    first, second = await table.household("000001"), await table.household("000002")
    order = (await table.order(first, {FLOUR: 1500, SOAP: 2}, payments=[cash()])).json()
    cancelled = (await table.order(second)).json()["order_id"]
    await table.client.post(f"/v1/orders/{cancelled}/cancellation")
    listed = (await table.client.get(f"/v1/centres/{DUC}/last-orders")).json()
    assert listed == {
        "items": [
            {
                "household_id": str(first),
                "order_id": order["order_id"],
                "cycle": CYCLE,
                "version": order["version"],
                "state": "confirmed",
                "total_cents": 858,
                "held_cents": 858,
                "lines": [
                    {"product": FLOUR, "name": "Farine de blé T65", "unit": "kg", "quantity": 1500},
                    {"product": SOAP, "name": "Savon de Marseille", "unit": "piece", "quantity": 2},
                ],
            }
        ],
        "next": None,
    }
    alone = await table.client.get(f"/v1/centres/{DUC}/last-orders", params={"household": str(second)})
    assert alone.json()["items"] == []
    await apply(orders_http.engine, opened(DUC, MIN, version=2, catalogue=[entry(SOAP)]))
    asked = {"household": str(first)}
    lines = (await table.client.get(f"/v1/centres/{DUC}/last-orders", params=asked)).json()["items"][0]["lines"]
    assert lines[0] == {"product": FLOUR, "name": None, "unit": None, "quantity": 1500}


async def test_last_orders_come_in_pages_and_of_ones_own_centre(table: Table, orders_http: OrdersHttp) -> None:
    for number in range(1, 4):
        await table.order(await table.household(f"{number:06}"))
    pages, after = [], None
    for _ in range(3):
        params = {"limit": "1"} | ({"after": after} if after else {})
        page = (await table.client.get(f"/v1/centres/{DUC}/last-orders", params=params)).json()
        pages.append(page["items"])
        after = page["next"]
    assert ([len(items) for items in pages], after) == ([1, 1, 1], None)
    async with orders_http.table(MIN) as other:
        assert (await other.client.get(f"/v1/centres/{DUC}/last-orders")).status_code == 404


async def test_what_a_household_pays_of_an_order_is_told_before_and_held_after(
    table: Table, orders_http: OrdersHttp, orders_engine: AsyncEngine
) -> None:
    usual, helped = await table.household("000001"), await table.household("000002")
    await donate(orders_http, 10_000)
    await give_tariff(orders_engine, helped, 50)
    for household, cents in ((usual, 363), (helped, 182)):
        due = await table.client.get(f"/v1/households/{household}/due", params={"total_cents": 363})
        told = {"total_cents": 363, "due_cents": cents, "sentence": "", "ordinary_from": None}
        assert due.json() == {"household_id": str(household)} | told
        assert (await table.order(household, payments=[cash()])).json()["held_cents"] == cents
    async with orders_http.table(MIN) as other:
        refused = await other.client.get(f"/v1/households/{helped}/due", params={"total_cents": 363})
    assert (refused.status_code, refused.json()["code"]) == (404, "household_unknown")
