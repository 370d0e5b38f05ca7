"""A centre left out, or taken back, at each moment of buying: what is ordered counts exactly the centres it says."""

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.queries.devices import wanted_since
from services.supply.web.parts import PARIS
from tests.fixtures.listening import centre
from tests.fixtures.supply_buying import DUC, MIN, PATH, closing, draft_orders, order_it, outcomes, paid, post, refused
from tests.fixtures.supply_cycle import SUPPLIER, cycle_sealed, hear, opened, put, seal

LEFT_OUT = f"{PATH}/left-out-centres"
WITHOUT_MIN = {"centre": "MIN", "reason": "the tablet was lost"}
NO_MINIMUM = SUPPLIER | {"minimum_cents": 0}
PLAN_1 = {"plan": 1}
AMENDED = paid(3, "MIN", 71_000, version=2)


def taken_back(centre: str) -> str:
    return f"{LEFT_OUT}/{centre}/withdrawal"


def approval(order: dict[str, int]) -> str:
    return f"/v1/purchase-orders/{order['number']}/approval"


async def states(client: httpx.AsyncClient) -> dict[str, str]:
    found = (await client.get(f"{PATH}/readiness")).json()
    return {centre["centre"]: centre["state"] for centre in found["centres"]}


@pytest.fixture
async def min_lost(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> httpx.AsyncClient:
    """A coordinator whose plan and drafts are made without MIN, whose orders have not come."""
    await opened(coordinator)
    await put(coordinator, "/v1/suppliers/ALMA", NO_MINIMUM)
    await hear(supply_engine, *DUC, cycle_sealed(seal("DUC", DUC), seal("MIN", MIN)))
    await post(coordinator, LEFT_OUT, WITHOUT_MIN)
    await draft_orders(coordinator)
    return coordinator


async def test_a_centre_is_left_out_for_one_reason(min_lost: httpx.AsyncClient) -> None:
    await post(min_lost, LEFT_OUT, WITHOUT_MIN)
    assert await refused(min_lost, LEFT_OUT, WITHOUT_MIN | {"reason": "it burnt down"}) == (409, "reason_differs")


async def test_nothing_is_approved_that_is_not_proved_any_more(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    (drafted,) = await draft_orders(sealed)
    await hear(supply_engine, AMENDED)  # its seal is still on the way
    assert await refused(sealed, approval(drafted), PLAN_1) == (409, "centres_not_proved")
    resealed = cycle_sealed(seal("DUC", DUC), seal("MIN", [AMENDED])).model_copy(update={"version": 2})
    await hear(supply_engine, resealed)
    assert await refused(sealed, approval(drafted), PLAN_1) == (409, "plan_outdated")
    (ordered,) = await order_it(sealed)
    assert ordered["number"] == drafted["number"]


async def test_a_centre_left_out_after_the_plan_is_not_bought_for(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await put(sealed, "/v1/suppliers/ALMA", NO_MINIMUM)
    (drafted,) = await draft_orders(sealed)
    await hear(supply_engine, AMENDED)
    await post(sealed, LEFT_OUT, WITHOUT_MIN)
    assert await refused(sealed, approval(drafted), PLAN_1) == (409, "plan_outdated")
    assert await refused(sealed, f"{PATH}/settlement") == (409, "plan_outdated")
    await order_it(sealed)
    plan = (await sealed.get(f"{PATH}/plan")).json()
    assert (plan["plan"], plan["lines"][0]["demand"]) == (2, 71_000)
    await post(sealed, f"{PATH}/settlement")
    assert sorted(await outcomes(supply_engine, 1)) == [1, 2]
    await hear(supply_engine, centre("MIN"), centre("DUC"))
    async with supply_engine.connect() as connection:
        wanted = await wanted_since(connection, PARIS)
    assert (wanted["MIN"], wanted["DUC"] is None) == (None, False), "whom nothing is handed out to needs no device"


async def test_no_draft_is_made_of_a_plan_that_counts_a_centre_left_out(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await post(sealed, f"{PATH}/plan")
    await hear(supply_engine, AMENDED)
    assert await refused(sealed, f"{PATH}/purchase-orders") == (409, "centres_not_proved")
    await post(sealed, LEFT_OUT, WITHOUT_MIN)
    assert await refused(sealed, f"{PATH}/purchase-orders") == (409, "plan_outdated")
    assert (await sealed.get(f"{PATH}/purchase-orders")).json() == []


@pytest.mark.parametrize("steps", [("approval",), ("approval", "sending")])
async def test_once_goods_are_ordered_no_centre_is_left_out(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine, steps: tuple[str, ...]
) -> None:
    (drafted,) = await draft_orders(sealed)
    for step in steps:
        await post(sealed, f"/v1/purchase-orders/{drafted['number']}/{step}", PLAN_1 if step == "approval" else None)
    await hear(supply_engine, AMENDED)
    response = await sealed.post(LEFT_OUT, json=WITHOUT_MIN)
    assert (response.status_code, response.json()["code"]) == (409, "centres_fixed")
    assert "Purchase order 1 of supplier ALMA" in response.json()["detail"]
    assert await states(sealed) == {"DUC": "proved", "MIN": "different"}


async def test_a_centre_whose_orders_come_after_all_is_taken_back(
    min_lost: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await hear(supply_engine, *MIN)
    for _ in range(2):
        assert (await post(min_lost, taken_back("MIN")))["ready"]
    assert await states(min_lost) == {"DUC": "proved", "MIN": "proved"}
    assert await refused(min_lost, "/v1/purchase-orders/1/approval", PLAN_1) == (409, "plan_outdated")
    await order_it(min_lost)
    assert (await min_lost.get(f"{PATH}/plan")).json()["lines"][0]["demand"] == 141_000
    assert (await post(min_lost, f"{PATH}/settlement"))["orders"] == 3
    assert (await closing(supply_engine, 1)).left_out == []


async def test_a_centre_taken_back_without_its_orders_holds_buying_up_again(min_lost: httpx.AsyncClient) -> None:
    assert not (await post(min_lost, taken_back("MIN")))["ready"]
    assert await refused(min_lost, f"{PATH}/plan") == (409, "centres_not_proved")
    await post(min_lost, LEFT_OUT, WITHOUT_MIN)
    assert (await post(min_lost, f"{PATH}/plan"))["plan"] == 1


async def test_once_goods_are_ordered_no_centre_is_taken_back(min_lost: httpx.AsyncClient) -> None:
    await order_it(min_lost)
    assert await refused(min_lost, taken_back("MIN")) == (409, "centres_fixed")
    await post(min_lost, LEFT_OUT, WITHOUT_MIN)  # as it was chosen: nothing changes
    assert await refused(min_lost, taken_back("NONE")) == (404, "centre_unknown")
    await post(min_lost, taken_back("DUC"))
    await post(min_lost, f"{PATH}/settlement")
    assert await refused(min_lost, taken_back("MIN")) == (409, "cycle_settled")
