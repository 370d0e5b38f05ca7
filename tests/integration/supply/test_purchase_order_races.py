"""Two who plan, order, amend or settle at once: one live order for one demand, settled as it is asked now."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH, approve, draft_orders, order_it, post
from tests.fixtures.supply_cycle import OFFER, put

ORDER = "/v1/purchase-orders/1"
DEAR = OFFER | {"rungs": [{"from": 0, "price": "1.20"}]}


def fewer(cases: int) -> dict[str, Any]:
    return {"after": 0, "reason": "so agreed", "lines": [{"product": "FLOUR", "cases": cases}]}


async def amend(client: httpx.AsyncClient, cases: int) -> httpx.Response:
    return await client.put(f"{ORDER}/amendments/{UUID(int=cases)}", json=fewer(cases))


async def live(client: httpx.AsyncClient) -> list[tuple[int, str]]:
    orders = (await client.get(f"{PATH}/purchase-orders")).json()
    return [(order["number"], order["state"]) for order in orders if order["state"] != "cancelled"]


async def test_a_plan_is_not_replaced_while_an_order_of_it_is_approved(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await draft_orders(sealed)
    await put(sealed, "/v1/offers/ALMA/FLOUR", DEAR)
    approving = sealed.post(f"{ORDER}/approval", json={"plan": 1})
    answers = await held_up(supply_engine, "plan_choices", approving, sealed.post(f"{PATH}/plan"), reading=True)
    approved, planned = (answer.json() for answer in answers)
    assert approved["state"] == "approved"
    assert planned["plan"] == 1, "the plan of the approved order is in force"
    assert await live(sealed) == [(1, "approved")]


async def test_two_amendments_at_once_build_on_each_other(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    done, refused = await held_up(supply_engine, "plan_lines", amend(sealed, 4), amend(sealed, 5), reading=True)
    assert (done.status_code, refused.json()["code"]) == (201, "purchase_order_amended")
    order = (await sealed.get(ORDER)).json()
    assert ([line["cases"] for line in order["lines"]], len(order["amendments"])) == ([4], 1)


async def test_a_settlement_that_waits_for_an_amendment_settles_what_is_asked_now(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    settling = sealed.post(f"{PATH}/settlement")
    amended, settled = await held_up(supply_engine, "purchase_order_amended_lines", amend(sealed, 5), settling)
    assert amended.status_code == 201
    assert settled.json()["invoices_cents"] == (await sealed.get(ORDER)).json()["total_cents"] == 20_121


@pytest.mark.parametrize(("change", "state"), [("amendments", "sent"), ("cancellations", "cancelled")])
async def test_planning_and_ordering_while_an_order_is_changed_leave_it_alone(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine, change: str, state: str
) -> None:
    await order_it(sealed)
    await put(sealed, "/v1/offers/ALMA/FLOUR", DEAR)
    body = fewer(5) if change == "amendments" else {"after": 0, "reason": "the mill burnt down"}
    changing = sealed.put(f"{ORDER}/{change}/{UUID(int=5)}", json=body)
    others = (sealed.post(f"{PATH}/{what}") for what in ("plan", "purchase-orders"))
    changed, planned, drafted = await held_up(supply_engine, "purchase_order_amended_lines", changing, *others)
    assert (changed.status_code, planned.json()["plan"]) == (201, 1)
    assert [(order["number"], order["state"]) for order in drafted.json()] == [(1, state)]
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
