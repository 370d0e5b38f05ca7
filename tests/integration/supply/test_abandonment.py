"""A cycle that is given up: nothing is bought, every household gets all of its money back."""

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.settlements import ReasonCode
from tests.fixtures.supply_buying import (
    DUC,
    MIN,
    PATH,
    admit,
    approve,
    closing,
    draft_orders,
    order_it,
    outcomes,
    paid,
    post,
    refused,
)
from tests.fixtures.supply_cycle import cycle_sealed, hear, opened, put, said, seal

WHY = {"reason": "the mill burnt down"}
ABANDONMENT = f"{PATH}/abandonment"


@pytest.mark.parametrize("planned", [False, True])
async def test_everything_held_comes_back(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine, *, planned: bool
) -> None:
    await put(sealed, "/v1/stock/FLOUR/A1", {"quantity": 9_000, "value_cents": 900, "best_before": None})
    stock = (await sealed.get("/v1/stock")).json()["items"]
    if planned:
        await draft_orders(sealed)
    abandoned = await post(sealed, ABANDONMENT, WHY)
    assert (abandoned["times_settled"], abandoned["abandoned_because"], abandoned["charged_cents"]) == (
        1,
        WHY["reason"],
        0,
    )
    assert abandoned["rebates_cents"] == abandoned["held_cents"] == 363 + 9_933 + 10_150
    settled = await outcomes(supply_engine, 1)
    reasons = {(line.granted, line.reason and line.reason.code) for event in settled.values() for line in event.lines}
    assert (sorted(settled), reasons) == ([1, 2, 3], {(0, ReasonCode.CYCLE_ABANDONED)})
    totals = await closing(supply_engine, 1)
    assert (totals.orders, totals.invoices, totals.stock_kept, totals.stock_used) == (3, [], 0, 0)
    assert (await sealed.get("/v1/stock")).json()["items"] == stock
    assert (await sealed.get(PATH)).json()["state"] == "settled"
    orders = (await sealed.get(f"{PATH}/purchase-orders")).json()
    assert [made["state"] for made in orders] == ["cancelled"] * planned


async def test_what_is_abandoned_stays_so(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    (drafted,) = await draft_orders(sealed)
    first = await post(sealed, ABANDONMENT, WHY)
    before = await said(supply_engine)
    assert await post(sealed, ABANDONMENT, WHY) == first
    assert await refused(sealed, ABANDONMENT, {"reason": "said otherwise"}) == (409, "reason_differs")
    assert await refused(sealed, f"{PATH}/settlement") == (409, "cycle_abandoned")
    assert await refused(sealed, f"{PATH}/purchase-orders") == (409, "cycle_settled")
    approval = f"/v1/purchase-orders/{drafted['number']}/approval"
    assert await refused(sealed, approval, {"plan": 1}) == (409, "purchase_order_cancelled")
    assert await said(supply_engine) == before


async def test_an_abandoned_cycle_is_not_planned(sealed: httpx.AsyncClient) -> None:
    await post(sealed, ABANDONMENT, WHY)
    assert await refused(sealed, f"{PATH}/plan") == (409, "cycle_settled")


async def test_goods_that_are_ordered_are_not_abandoned(sealed: httpx.AsyncClient) -> None:
    (drafted,) = await draft_orders(sealed)
    await approve(sealed, drafted)
    assert await refused(sealed, ABANDONMENT, WHY) == (409, "cycle_bought")
    await order_it(sealed)
    await post(sealed, f"{PATH}/settlement")
    assert await refused(sealed, ABANDONMENT, WHY) == (409, "cycle_settled")


async def test_only_what_is_sealed_and_proved_is_abandoned(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    assert await refused(coordinator, ABANDONMENT, WHY) == (404, "cycle_unknown")
    await opened(coordinator)
    assert await refused(coordinator, ABANDONMENT, WHY) == (409, "cycle_not_sealed")
    await hear(supply_engine, *DUC, cycle_sealed(seal("DUC", DUC), seal("MIN", MIN)))
    assert await refused(coordinator, ABANDONMENT, WHY) == (409, "centres_not_proved")
    await post(coordinator, f"{PATH}/left-out-centres", {"centre": "MIN", "reason": "the tablet was lost"})
    assert (await post(coordinator, ABANDONMENT, WHY))["orders"] == 2
    assert (await closing(supply_engine, 1)).left_out == [MIN[0].group_order_id]


async def test_who_was_admitted_meanwhile_gets_the_money_back_in_the_next_run(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    """Orders posts no run without it: the coordinator abandons the cycle again."""
    await post(sealed, ABANDONMENT, WHY)
    await admit(supply_engine, paid(4, "DUC", 5_000, version=2))
    again = await post(sealed, ABANDONMENT, WHY)
    assert (again["times_settled"], again["orders"], again["charged_cents"]) == (2, 4, 0)
    assert (await outcomes(supply_engine, 2))[4].held == 725


async def test_it_takes_a_coordinator_and_a_reason(sealed: httpx.AsyncClient, volunteer: httpx.AsyncClient) -> None:
    assert (await volunteer.post(ABANDONMENT, json=WHY)).status_code == 403
    for body in ({}, {"reason": ""}, {"reason": 3}):
        assert (await sealed.post(ABANDONMENT, json=body)).status_code == 422
