"""What supply said of a cycle can be said again from its tables, with the same versions."""

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.commands.republish import republish
from tests.fixtures.supply_buying import approve
from tests.fixtures.supply_cycle import (
    CYCLE,
    OFFER,
    PRODUCT,
    cycle_sealed,
    draft,
    hear,
    opened,
    order,
    put,
    said,
    seal,
)

PATH = f"/v1/cycles/{CYCLE}"


async def test_nothing_is_said_of_a_draft(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await draft(coordinator)
    assert await republish(supply_engine, CYCLE) == 0


async def test_an_opening_is_said_again_with_the_catalogue_as_it_stands(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await opened(coordinator)
    await put(coordinator, "/v1/products/SEMOLINA", PRODUCT)
    await put(coordinator, "/v1/offers/ALMA/SEMOLINA", OFFER)
    await put(coordinator, f"{PATH}/products/SEMOLINA", {"ceiling_price_cents": 140})
    before = await said(supply_engine)
    assert await republish(supply_engine, CYCLE) == len(before)
    again = (await said(supply_engine))[len(before) :]
    assert [(event.type_name(), event.version) for event in again] == [
        (event.type_name(), event.version) for event in before
    ]
    assert again[-1] == before[-1]


async def test_a_settled_cycle_is_said_again_whole(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    orders = [order(number, "DUC", FLOUR=50_000) for number in (1, 2, 3)]
    await opened(coordinator)
    assert (await coordinator.post(f"{PATH}/closing")).is_success
    await hear(supply_engine, *orders, cycle_sealed(seal("DUC", orders)))
    await buy_and_settle(coordinator)
    before = await said(supply_engine)
    assert await republish(supply_engine, CYCLE) == len(before)
    assert (await said(supply_engine))[len(before) :] == before


async def buy_and_settle(client: httpx.AsyncClient) -> None:
    """Accept whatever is asked."""
    plan = (await client.post(f"{PATH}/plan")).json()
    for choice in plan["choices"]:
        body = {"plan": plan["plan"], "kind": choice["kind"], "subject": choice["subject"], "reason": "so be it"}
        assert (await client.post(f"{PATH}/choices", json=body)).is_success
    for made in (await client.post(f"{PATH}/purchase-orders")).json():
        await approve(client, made)
        assert (await client.post(f"/v1/purchase-orders/{made['number']}/sending")).is_success
    response = await client.post(f"{PATH}/settlement")
    assert response.is_success, response.text
