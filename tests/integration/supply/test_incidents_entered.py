"""What lacked or was damaged at the door, and is entered so: an incident that takes nothing off again."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH, order_it, outcomes, post
from tests.fixtures.supply_cycle import put
from tests.fixtures.supply_incidents import ORDER, PROPOSAL, confirm, proposed, refusal, report

DELIVERY = f"{PATH}/deliveries/{UUID(int=1)}"
CAME: dict[str, Any] = {
    "supplier": "ALMA",
    "received_on": "2026-12-15",
    "lines": [{"product": "FLOUR", "received": 100_000, "damaged": 25_000, "lot": "A1"}],
}
DAMAGED: dict[str, Any] = {
    "kind": "damaged",
    "reason": "a sack burst in the lorry",
    "lines": [{"product": "FLOUR", "quantity": 25_000}],
    "entered": True,
}
SHORT = DAMAGED | {"kind": "short", "reason": "a sack was not there"}


@pytest.fixture
async def received(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """Of 150 kg, 100 came in a good state and 25 damaged; 141 kg are wanted."""
    await order_it(sealed)
    await put(sealed, DELIVERY, CAME)
    await post(sealed, f"{ORDER}/complete")
    return sealed


async def test_it_is_shown_beside_what_would_be_and_takes_nothing_off(
    received: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    before = (await received.get(f"{PATH}/deliveries")).json()
    proposal = await proposed(received, DAMAGED)
    (flour,) = proposal["products"]
    assert (flour["available"], flour["short"]) == (100_000, 41_000)
    assert proposal["costs_more_cents"] == -2_769, "25 kg at 1.05 and their VAT"
    assert proposal["rebates_cents"] > proposal["rebates_before_cents"]
    assert len(proposal["households"]["items"]) == 3
    kept = (await confirm(received, DAMAGED, proposal["token"])).json()
    assert (kept["kind"], kept["plan"]) == ("damaged", None)
    await report(received, SHORT)
    assert (await received.get(f"{PATH}/deliveries")).json() == before
    assert (await received.get(f"{PATH}/incidents")).json()["by_kind"] == {"damaged": 1, "short": 1}
    (cycle,) = (await received.get("/v1/suppliers/ALMA/record")).json()["items"]
    assert cycle["incidents"] == {"damaged": 1, "short": 1}
    told = {one["household"]: one["products"][0]["expected"] for one in proposal["households"]["items"]}
    await post(received, f"{PATH}/settlement")
    settled = await outcomes(supply_engine, 1)
    granted = {f"{number:06}": outcome.lines[0].granted for number, outcome in settled.items()}
    assert (granted, sum(granted.values())) == (told, 100_000)


async def test_no_more_is_said_than_is_entered_and_once(
    received: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    for more in (DAMAGED, SHORT):
        lines = [{"product": "FLOUR", "quantity": 25_001}]
        assert refusal(await received.post(PROPOSAL, json=more | {"lines": lines})) == (422, "incident_not_entered")
    token = (await proposed(received, DAMAGED))["token"]
    said = (confirm(received, DAMAGED, token, uuid4()) for _ in range(3))
    answers = await held_up(supply_engine, "incidents", *said)
    assert [one.status_code for one in answers] == [201, 422, 422]
    assert refusal(await received.post(PROPOSAL, json=DAMAGED)) == (422, "incident_not_entered")
    assert refusal(await received.post(PROPOSAL, json=DAMAGED | {"kind": "cancelled"})) == (422, "incident_unclear")
    cancelled = {"kind": "cancelled", "reason": "nothing came", "entered": True}
    assert refusal(await received.post(PROPOSAL, json=cancelled)) == (422, "incident_unclear")


async def test_what_is_not_entered_is_not_said_so(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    assert refusal(await sealed.post(PROPOSAL, json=SHORT)) == (422, "incident_not_entered")
    await put(sealed, DELIVERY, CAME)
    assert refusal(await sealed.post(PROPOSAL, json=SHORT)) == (409, "incident_receiving_open")


async def test_after_a_settlement_it_corrects_nothing(received: httpx.AsyncClient) -> None:
    first = await post(received, f"{PATH}/settlement")
    proposal = await proposed(received, SHORT)
    assert proposal["corrects_settlement"] is False
    await confirm(received, SHORT, proposal["token"])
    assert (await post(received, f"{PATH}/settlement"))["run"] == first["run"]
