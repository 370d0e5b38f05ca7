"""An incident beside orders that the coordinator took back: the cycle is settled all the same."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.supply_buying import DUC, MIN, PATH, approve, order_it, outcomes, post, refused
from tests.fixtures.supply_cycle import OFFER, PRODUCT, SUPPLIER, cycle_sealed, hear, opened, order, put, seal

CANCELLED = {"kind": "cancelled", "reason": "the mill burnt down"}
FREE = SUPPLIER | {"minimum_cents": 0, "delivery_fee_cents": 0}
DEARER = OFFER | {"rungs": [{"from": 0, "price": "1.25"}], "only_in_replacement": True}


@pytest.fixture
async def two(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> httpx.AsyncClient:
    """ALMA's flour (order 1) and CAR's rice (order 2) are ordered; DOMB has flour in replacement."""
    for supplier, terms in (("ALMA", SUPPLIER), ("CAR", FREE), ("DOMB", FREE)):
        await put(coordinator, f"/v1/suppliers/{supplier}", terms)
    await put(coordinator, "/v1/products/RICE", PRODUCT | {"name": "Riz"})
    await put(coordinator, "/v1/offers/CAR/RICE", OFFER | {"rungs": [{"from": 0, "price": "1.10"}]})
    ceilings = [{"product": product, "ceiling_price_cents": 145} for product in ("FLOUR", "RICE")]
    await opened(coordinator, products=ceilings)
    await put(coordinator, "/v1/offers/DOMB/FLOUR", DEARER)
    rice = order(4, "MIN", RICE=100_000)
    await hear(supply_engine, *DUC, *MIN, rice, cycle_sealed(seal("DUC", DUC), seal("MIN", [*MIN, rice])))
    await order_it(coordinator)
    return coordinator


async def take_back(client: httpx.AsyncClient, number: int) -> httpx.Response:
    body = {"after": 0, "reason": "no more of it this year"}
    return await client.put(f"/v1/purchase-orders/{number}/cancellations/{uuid4()}", json=body)


async def happens(client: httpx.AsyncClient, number: int) -> Any:
    """A supplier does not come: what is proposed is confirmed."""
    path = f"/v1/purchase-orders/{number}/incidents"
    token = (await post(client, f"{path}/proposal", CANCELLED))["token"]
    return (await put(client, f"{path}/{uuid4()}", CANCELLED | {"token": token})).json()


async def send(client: httpx.AsyncClient, number: int) -> None:
    await approve(client, number)
    await post(client, f"/v1/purchase-orders/{number}/sending")


async def test_a_cycle_with_an_order_taken_back_before_another_was_replaced_is_settled(
    two: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await take_back(two, 2)
    assert (await happens(two, 1))["plan"] == 2
    await send(two, 3)
    settlement = await post(two, f"{PATH}/settlement")
    assert settlement["invoices_cents"] == 19_781, "DOMB's six cases, nothing of CAR"
    settled = await outcomes(supply_engine, 1)
    assert [settled[number].lines[0].granted for number in (1, 2, 3, 4)] == [2_500, 68_500, 70_000, 0]


async def test_a_cycle_with_an_order_that_nobody_replaced_before_another_was_is_settled(two: httpx.AsyncClient) -> None:
    assert (await happens(two, 2))["plan"] is None
    assert (await happens(two, 1))["plan"] == 2
    await send(two, 3)
    assert (await post(two, f"{PATH}/settlement"))["invoices_cents"] == 19_781


@pytest.mark.parametrize("approved", [False, True])
async def test_a_draft_that_an_incident_made_is_taken_back(two: httpx.AsyncClient, *, approved: bool) -> None:
    await happens(two, 1)
    if approved:
        await approve(two, 3)
    assert (await refused(two, f"{PATH}/settlement")) == (409, "purchase_orders_not_sent")
    taken = await take_back(two, 3)
    assert (taken.status_code, taken.json()["state"], taken.json()["amendment"]) == (201, "cancelled", 1)
    before = (await two.get(f"{PATH}/purchase-orders")).json()
    assert await post(two, f"{PATH}/purchase-orders") == before, "asking again orders nothing more"
    assert (await post(two, f"{PATH}/settlement"))["invoices_cents"] == 11_605, "CAR's rice alone"


async def test_who_was_asked_instead_says_no_and_a_third_is_asked(two: httpx.AsyncClient) -> None:
    await put(two, "/v1/suppliers/TURN", FREE)
    await put(two, "/v1/offers/TURN/FLOUR", DEARER | {"rungs": [{"from": 0, "price": "1.28"}]})
    await happens(two, 1)
    assert (await happens(two, 3))["plan"] == 3
    orders = (await two.get(f"{PATH}/purchase-orders")).json()
    assert [(one["number"], one["supplier"], one["state"]) for one in orders] == [
        (1, "ALMA", "cancelled"),
        (2, "CAR", "sent"),
        (3, "DOMB", "cancelled"),
        (4, "TURN", "draft"),
    ]
    await send(two, 4)
    assert (await post(two, f"{PATH}/settlement"))["invoices_cents"] == 20_256 + 11_605
