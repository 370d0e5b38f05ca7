"""Less is said of an order before anything of it came: what goes otherwise next can be said all the same."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.supply_buying import PATH, approve, deliver, outcomes, post
from tests.fixtures.supply_cycle import put
from tests.fixtures.supply_incidents import (
    CANCELLED,
    DEARER_FLOUR,
    ORDER,
    PROPOSAL,
    buy_flour_and_rice,
    buy_flour_and_rice_of_one,
    proposed,
    refusal,
    report,
)

BURST = {"kind": "damaged", "reason": "a sack burst", "lines": [{"product": "FLOUR", "quantity": 25_000}]}
THURSDAY = {"kind": "wrong_date", "reason": "the lorry broke down", "new_date": "2026-12-19"}
NO_RICE = CANCELLED | {"only": ["RICE"]}
DELIVERY = f"{PATH}/deliveries/{UUID(int=1)}"
CAME: dict[str, Any] = {
    "supplier": "ALMA",
    "received_on": "2026-12-15",
    "lines": [{"product": "FLOUR", "received": 140_000}, {"product": "RICE", "received": 100_000}],
}


@pytest.fixture
async def burst(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> httpx.AsyncClient:
    """150 kg of flour and 100 kg of rice are ordered from one mill, and a sack of flour burst there."""
    await buy_flour_and_rice_of_one(coordinator, supply_engine)
    await report(coordinator, BURST)
    return coordinator


async def amend(client: httpx.AsyncClient, product: str, cases: int) -> httpx.Response:
    body = {"after": 0, "reason": "so agreed", "lines": [{"product": product, "cases": cases}]}
    return await client.put(f"{ORDER}/amendments/{uuid4()}", json=body | {"accepted_gap_cents": 100_000})


async def received(client: httpx.AsyncClient) -> tuple[str, dict[str, int]]:
    (order, *_) = (await client.get(f"{PATH}/receiving")).json()
    return order["state"], {one["product"]: one["received"] for one in order["products"]}


async def granted(client: httpx.AsyncClient, engine: AsyncEngine, product: str) -> int:
    """What households got of a product in all."""
    await post(client, f"{PATH}/settlement")
    lines = [line for outcome in (await outcomes(engine, 1)).values() for line in outcome.lines]
    return sum(line.granted for line in lines if line.product == product)


async def test_nothing_came_by_it(burst: httpx.AsyncClient) -> None:
    assert await received(burst) == ("as_ordered", {"FLOUR": 125_000, "RICE": 100_000})


async def test_it_comes_on_another_day_and_a_sack_more_bursts(
    burst: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await report(burst, THURSDAY)
    await report(burst, BURST)
    await report(burst, THURSDAY | {"new_date": "2026-12-20"})
    assert (await burst.get(f"{PATH}/incidents")).json()["by_kind"] == {"damaged": 2, "wrong_date": 2}
    assert await granted(burst, supply_engine, "FLOUR") == 100_000


async def test_another_product_is_asked_of_others(burst: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await report(burst, NO_RICE)
    assert await received(burst) == ("as_ordered", {"FLOUR": 125_000})
    await approve(burst, 2)
    await post(burst, "/v1/purchase-orders/2/sending")
    assert await granted(burst, supply_engine, "FLOUR") == 125_000
    assert (await outcomes(supply_engine, 1))[4].lines[0].granted == 100_000, "the rice"


async def test_it_does_not_come_at_all(burst: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await report(burst, CANCELLED)
    assert (await burst.get(ORDER)).json()["state"] == "cancelled"
    await approve(burst, 2)
    await post(burst, "/v1/purchase-orders/2/sending")
    assert await granted(burst, supply_engine, "FLOUR") == 0, "who has rice has no flour"


async def test_of_what_was_said_nothing_else_is_asked_until_it_is_taken_back(
    burst: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    for body in (CANCELLED | {"only": ["FLOUR"]}, DEARER_FLOUR, DEARER_FLOUR | {"leave": True}):
        assert refusal(await burst.post(PROPOSAL, json=body)) == (409, "amendment_lowered")
    assert refusal(await amend(burst, "FLOUR", 5)) == (409, "amendment_lowered")
    assert (await amend(burst, "RICE", 3)).status_code == 201
    await put(burst, f"{PATH}/deliveries", {"lines": [], "base_versions": {"ALMA": 1}})
    await report(burst, DEARER_FLOUR)
    await report(burst, BURST)
    assert await granted(burst, supply_engine, "FLOUR") == 125_000


async def test_what_came_is_entered_line_by_line_and_says_it_then(
    burst: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    for _ in range(2):
        await put(burst, DELIVERY, CAME)
    assert await received(burst) == ("in_part", {"FLOUR": 140_000, "RICE": 100_000})
    assert refusal(await burst.post(PROPOSAL, json=NO_RICE)) == (409, "amendment_received")
    await post(burst, f"{ORDER}/complete")
    assert await granted(burst, supply_engine, "FLOUR") == 140_000


async def test_what_somebody_entered_or_called_complete_came(burst: httpx.AsyncClient) -> None:
    assert (await burst.post(f"{ORDER}/complete")).is_success
    assert refusal(await burst.post(PROPOSAL, json=CANCELLED)) == (409, "amendment_received")
    assert refusal(await burst.put(DELIVERY, json=CAME)) == (409, "delivery_in_record")


async def test_lowered_by_an_incident_what_was_entered_stays_entered(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await buy_flour_and_rice_of_one(coordinator, supply_engine)
    await deliver(coordinator, received=140_000)
    await report(coordinator, BURST)
    assert await received(coordinator) == ("complete", {"FLOUR": 115_000, "RICE": 100_000})
    assert refusal(await coordinator.post(PROPOSAL, json=CANCELLED)) == (409, "amendment_received")
    assert refusal(await coordinator.put(DELIVERY, json=CAME)) == (409, "delivery_in_record")


async def test_who_was_to_bring_it_is_asked_for_more_of_another_product(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await buy_flour_and_rice(coordinator, supply_engine)
    wet = BURST | {"lines": [{"product": "RICE", "quantity": 25_000}]}
    cars = "/v1/purchase-orders/2/incidents"
    token = (await post(coordinator, f"{cars}/proposal", wet))["token"]
    await put(coordinator, f"{cars}/{uuid4()}", wet | {"token": token})
    await report(coordinator, CANCELLED)
    (alma, car) = (await coordinator.get(f"{PATH}/purchase-orders")).json()
    assert (alma["state"], car["state"], car["amendment"]) == ("cancelled", "sent", 1)
    assert await granted(coordinator, supply_engine, "FLOUR") == 141_000
    assert (await outcomes(supply_engine, 1))[4].lines[0].granted == 75_000, "the rice that was said"


async def test_of_what_it_said_will_lack_it_is_asked_for_no_more(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await buy_flour_and_rice_of_one(coordinator, supply_engine)
    await report(coordinator, BURST | {"lines": [{"product": "RICE", "quantity": 100_000}]})
    await report(coordinator, NO_RICE)
    await approve(coordinator, 2)
    await post(coordinator, "/v1/purchase-orders/2/sending")
    (rice,) = (await post(coordinator, "/v1/purchase-orders/2/incidents/proposal", CANCELLED))["products"]
    assert rice["supplier"] is None, "ALMA has rice to sell, but said that none of it can be handed out"
    (flour,) = (await proposed(coordinator, CANCELLED | {"only": ["FLOUR"]}))["products"]
    assert flour["supplier"] is None
