"""Two who plan, order, amend or settle at once: one live order for one demand, settled as it is asked now."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database import transaction
from tests.fixtures.supply_buying import PATH, approve, draft_orders, order_it, post
from tests.fixtures.supply_cycle import OFFER, put
from tests.fixtures.waiting import eventually, waiting_for_locks

ORDER = "/v1/purchase-orders/1"
DEAR = OFFER | {"rungs": [{"from": 0, "price": "1.20"}]}


def fewer(cases: int) -> dict[str, Any]:
    return {"after": 0, "reason": "so agreed", "lines": [{"product": "FLOUR", "cases": cases}]}


async def amend(client: httpx.AsyncClient, cases: int) -> httpx.Response:
    return await client.put(f"{ORDER}/amendments/{UUID(int=cases)}", json=fewer(cases))


async def live(client: httpx.AsyncClient) -> list[tuple[int, str]]:
    orders = (await client.get(f"{PATH}/purchase-orders")).json()
    return [(order["number"], order["state"]) for order in orders if order["state"] != "cancelled"]


@asynccontextmanager
async def held_up(engine: AsyncEngine, table: str) -> AsyncIterator[None]:
    """Whoever reads or writes the table waits until the block ends."""
    async with transaction(engine) as connection:
        await connection.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        yield


async def are_waiting(engine: AsyncEngine, count: int) -> None:
    async def enough() -> bool:
        return await waiting_for_locks(engine) >= count

    await eventually(enough)


async def test_a_plan_is_not_replaced_while_an_order_of_it_is_approved(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await draft_orders(sealed)
    await put(sealed, "/v1/offers/ALMA/FLOUR", DEAR)
    async with held_up(supply_engine, "plan_choices"):
        approving = asyncio.create_task(sealed.post(f"{ORDER}/approval", json={"plan": 1}))
        await are_waiting(supply_engine, 1)
        planning = asyncio.create_task(sealed.post(f"{PATH}/plan"))
        await are_waiting(supply_engine, 2)
    assert (await approving).json()["state"] == "approved"
    assert (await planning).json()["plan"] == 1, "the plan of the approved order is in force"
    assert await live(sealed) == [(1, "approved")]


async def test_two_amendments_at_once_build_on_each_other(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    async with held_up(supply_engine, "plan_lines"):
        both = [asyncio.create_task(amend(sealed, cases)) for cases in (4, 5)]
        await are_waiting(supply_engine, 2)
    answers = [await one for one in both]
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "purchase_order_amended"}
    order = (await sealed.get(ORDER)).json()
    (done,) = [cases for cases, answer in zip((4, 5), answers, strict=True) if answer.is_success]
    assert ([line["cases"] for line in order["lines"]], len(order["amendments"])) == ([done], 1)


async def test_a_settlement_that_waits_for_an_amendment_settles_what_is_asked_now(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    async with held_up(supply_engine, "purchase_order_amended_lines"):
        amending = asyncio.create_task(amend(sealed, 5))
        await are_waiting(supply_engine, 1)
        settling = asyncio.create_task(sealed.post(f"{PATH}/settlement"))
        await are_waiting(supply_engine, 2)
    assert (await amending).status_code == 201
    assert (await settling).json()["invoices_cents"] == (await sealed.get(ORDER)).json()["total_cents"] == 20_121


async def test_planning_and_amending_at_once_leave_one_live_order(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    await put(sealed, "/v1/offers/ALMA/FLOUR", DEAR)
    answers = await asyncio.gather(
        *(sealed.post(f"{PATH}/{what}") for what in ("plan", "purchase-orders") for _ in range(2)), amend(sealed, 5)
    )
    assert {answer.status_code for answer in answers} == {200, 201}
    assert await live(sealed) == [(1, "sent")]
    assert (await post(sealed, f"{PATH}/plan"))["plan"] == 1


async def test_planning_drafting_approving_and_sending_at_once_leave_one_live_order(sealed: httpx.AsyncClient) -> None:
    await draft_orders(sealed)
    await put(sealed, "/v1/offers/ALMA/FLOUR", DEAR)
    steps = [f"{PATH}/plan", f"{PATH}/purchase-orders", f"{ORDER}/approval", f"{ORDER}/sending"]
    answers = await asyncio.gather(*(sealed.post(step, json={"plan": 1}) for step in steps for _ in range(2)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert [number for number, _ in await live(sealed)] == [1]
    for made in await draft_orders(sealed):
        await approve(sealed, made)
        await post(sealed, f"/v1/purchase-orders/{made['number']}/sending")
    assert await live(sealed) == [(1, "sent")]
