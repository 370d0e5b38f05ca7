"""What a household wants in every cycle: kept, changed, given up; it never orders by itself."""

from typing import Any
from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, FLOUR, MIN, SOAP, OrdersHttp, Table
from tests.fixtures.orders_story import CYCLE
from tests.fixtures.racing import held_up


async def keep(
    table: Table,
    household: UUID,
    lines: dict[str, int],
    *,
    kept_id: UUID | None = None,
    replaces: UUID | None = None,
    cycle: str = CYCLE,
) -> httpx.Response:
    body = {
        "cycle": cycle,
        "replaces": replaces and str(replaces),
        "lines": [{"product": product, "quantity": quantity} for product, quantity in lines.items()],
    }
    return await table.client.put(f"/v1/households/{household}/recurring-orders/{kept_id or uuid7()}", json=body)


async def drop(table: Table, household: UUID, replaces: UUID, *, kept_id: UUID | None = None) -> httpx.Response:
    return await keep(table, household, {}, replaces=replaces, kept_id=kept_id)


async def listed(table: Table, **params: str) -> list[dict[str, Any]]:
    answer = await table.client.get(f"/v1/centres/{DUC}/recurring-orders", params=params)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def quantities(kept: dict[str, Any]) -> dict[str, int]:
    return {line["product"]: line["quantity"] for line in kept["lines"]}


async def test_it_is_kept_with_its_products_as_they_are_sold_and_orders_nothing(table: Table) -> None:
    household, kept_id = await table.household(), uuid7()
    kept = await keep(table, household, {SOAP: 2, FLOUR: 2500}, kept_id=kept_id)
    assert kept.status_code == 201, kept.text
    assert await listed(table) == [kept.json()]
    assert (kept.json()["household_id"], kept.json()["recurring_order_id"]) == (str(household), str(kept_id))
    assert [(line["product"], line["unit"], line["quantity"]) for line in kept.json()["lines"]] == [
        (FLOUR, "kg", 2500),
        (SOAP, "piece", 2),
    ]
    assert all(line["name"] for line in kept.json()["lines"])
    last = await table.client.get(f"/v1/centres/{DUC}/last-orders")
    assert last.json()["items"] == [], "it counts when it is ordered and paid, not before"


async def test_sent_again_it_is_the_same_and_other_lines_are_refused(table: Table) -> None:
    household, kept_id = await table.household(), uuid7()
    answers = [await keep(table, household, {FLOUR: 2500}, kept_id=kept_id) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    other = await keep(table, household, {FLOUR: 1000}, kept_id=kept_id)
    assert (other.status_code, other.json()["code"]) == (409, "recurring_order_differs")
    neighbour = await table.household("000002")
    theirs = await keep(table, neighbour, {FLOUR: 2500}, kept_id=kept_id)
    assert (theirs.status_code, theirs.json()["code"]) == (409, "recurring_order_differs")


async def test_it_is_changed_by_whoever_knows_the_one_before(table: Table) -> None:
    household, first, second = await table.household(), uuid7(), uuid7()
    await keep(table, household, {FLOUR: 2500}, kept_id=first)
    unknowing = await keep(table, household, {SOAP: 1})
    assert (unknowing.status_code, unknowing.json()["code"]) == (409, "recurring_order_changed")
    changed = await keep(table, household, {SOAP: 3}, kept_id=second, replaces=first)
    assert (changed.status_code, quantities(changed.json())) == (201, {SOAP: 3})
    late = await keep(table, household, {FLOUR: 2500}, kept_id=first)
    assert late.json()["code"] == "recurring_order_changed", "a device that sends its own again undoes nothing"
    assert [quantities(kept) for kept in await listed(table)] == [{SOAP: 3}]


async def test_given_up_it_is_gone_until_another_is_kept(table: Table) -> None:
    household, first, given_up = await table.household(), uuid7(), uuid7()
    await keep(table, household, {FLOUR: 2500}, kept_id=first)
    answers = [await drop(table, household, first, kept_id=given_up) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert [(kept["recurring_order_id"], kept["lines"]) for kept in await listed(table)] == [(str(given_up), [])]
    late = await keep(table, household, {FLOUR: 2500}, kept_id=first)
    assert (late.status_code, late.json()["code"]) == (409, "recurring_order_changed")
    unknowing = await keep(table, household, {SOAP: 2}, replaces=first)
    assert unknowing.json()["code"] == "recurring_order_changed", "who changes it elsewhere does not bring it back"
    assert (await drop(table, household, first)).status_code == 200, "given up elsewhere, nobody has to look at it"
    assert (await keep(table, household, {SOAP: 1}, replaces=given_up)).status_code == 201
    refused = await drop(table, household, first)
    assert (refused.status_code, refused.json()["code"]) == (409, "recurring_order_changed")
    assert [quantities(kept) for kept in await listed(table, household=str(household))] == [{SOAP: 1}]


async def test_an_older_one_that_is_sent_late_does_not_come_back(table: Table) -> None:
    household, first, second = await table.household(), uuid7(), uuid7()
    await keep(table, household, {FLOUR: 2500}, kept_id=first)
    await keep(table, household, {SOAP: 3}, kept_id=second, replaces=first)
    assert (await drop(table, household, second)).status_code == 201
    again = await keep(table, household, {FLOUR: 2500}, kept_id=first)
    assert (again.status_code, again.json()["code"]) == (409, "recurring_order_changed"), "its answer was lost"
    never_sent = await keep(table, household, {FLOUR: 500})
    assert never_sent.json()["code"] == "recurring_order_changed", "made before anybody knew of the others"
    assert [quantities(kept) for kept in await listed(table)] == [{}]


async def test_what_nobody_can_order_is_not_kept(table: Table) -> None:
    household = await table.household()
    refused = [
        await keep(table, household, {"NIX": 1000}),
        await keep(table, household, {FLOUR: 1}),
        await keep(table, household, {FLOUR: 0}),
        await keep(table, household, {FLOUR: 2500}, cycle="1999-01"),
    ]
    assert [answer.json()["code"] for answer in refused] == [
        "product_unknown",
        "quantity_not_in_steps",
        "quantity_not_positive",
        "unknown_cycle",
    ]
    assert await listed(table) == []


async def test_kept_at_two_tables_at_once_the_second_is_told(table: Table, orders_engine: AsyncEngine) -> None:
    household = await table.household()
    both = [keep(table, household, lines) for lines in ({FLOUR: 500}, {SOAP: 1})]
    answers = await held_up(orders_engine, "recurring_order_lines", *both, reading=True)
    told = [(answer.status_code, answer.json().get("code")) for answer in answers]
    assert told == [(201, None), (409, "recurring_order_changed")]
    assert [quantities(kept) for kept in await listed(table)] == [{FLOUR: 500}]


async def test_nobody_keeps_or_sees_it_at_another_centre(table: Table, orders_http: OrdersHttp) -> None:
    household, kept_id = await table.household(), uuid7()
    await keep(table, household, {FLOUR: 2500}, kept_id=kept_id)
    async with orders_http.table(MIN) as other:
        assert (await other.client.get(f"/v1/centres/{DUC}/recurring-orders")).status_code == 404
        assert (await keep(other, household, {SOAP: 1}, replaces=kept_id)).json()["code"] == "household_unknown"
        assert (await drop(other, household, kept_id)).json()["code"] == "household_unknown"
    assert [quantities(kept) for kept in await listed(table)] == [{FLOUR: 2500}]


async def test_it_comes_in_pages(table: Table) -> None:
    for number in (1, 2):
        await keep(table, await table.household(f"{number:06}"), {FLOUR: 2500})
    first = (await table.client.get(f"/v1/centres/{DUC}/recurring-orders", params={"limit": "1"})).json()
    second = await listed(table, limit="1", after=first["next"])
    assert (len(first["items"]), len(second)) == (1, 1)
    assert first["items"] != second


async def test_it_is_shown_to_whose_it_is_and_forgotten_with_them(table: Table, orders_http: OrdersHttp) -> None:
    household = await table.household()
    await keep(table, household, {FLOUR: 2500})
    async with orders_http.table(role=Role.TREASURER) as treasurer:
        address = f"/v1/households/{household}"
        (kept,) = (await treasurer.client.get(f"{address}/file")).json()["recurring_order"]
        assert (kept["product"], kept["quantity"], kept["unit"]) == (FLOUR, 2500, "kg")
        await treasurer.client.post(f"{address}/closing")
        assert await listed(table) == []
        assert (await keep(table, household, {SOAP: 1})).json()["code"] == "household_closed"
        await treasurer.client.post(f"{address}/erasure")
        assert (await treasurer.client.get(f"{address}/file")).json()["recurring_order"] == []
