"""Goods that came short or damaged: what follows is shown, then a settlement reads it; after one it only lowers."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH, deliver, order_it, outcomes, post
from tests.fixtures.supply_cycle import put

ORDER = "/v1/purchase-orders/1"
PROPOSAL = f"{ORDER}/incidents/proposal"
DAMAGED: dict[str, Any] = {
    "kind": "damaged",
    "reason": "a sack burst",
    "lines": [{"product": "FLOUR", "quantity": 25_000}],
}


@pytest.fixture
async def bought(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """ALMA's 150 kg for 211.76 are ordered; 141 kg are wanted."""
    await order_it(sealed)
    return sealed


def refusal(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def confirm(client: httpx.AsyncClient, body: dict[str, Any], incident_id: UUID | None = None) -> httpx.Response:
    token = (await post(client, PROPOSAL, body))["token"]
    return await client.put(f"{ORDER}/incidents/{incident_id or uuid4()}", json=body | {"token": token})


async def received(client: httpx.AsyncClient) -> list[tuple[int, int, int]]:
    """Of each delivery in force: its version, what counts and what is damaged of its one line."""
    found = (await client.get(f"{PATH}/deliveries")).json()
    standing = [(one["version"], one["lines"][0]) for one in found if one["state"] == "received"]
    return [(version, line["received"], line["damaged"]) for version, line in standing]


async def bring(client: httpx.AsyncClient, number: int, kilos: int) -> None:
    line = {"product": "FLOUR", "received": kilos * 1_000, "lot": f"L{number}"}
    body = {"supplier": "ALMA", "received_on": f"2026-12-1{number}", "lines": [line]}
    await put(client, f"{PATH}/deliveries/{UUID(int=number)}", body)


async def test_a_sack_that_burst_is_shown_and_nothing_is_stored(bought: httpx.AsyncClient) -> None:
    proposal = await post(bought, PROPOSAL, DAMAGED)
    (flour,) = proposal["products"]
    # 125 kg at 1.05 are 131.25, VAT 7.22; delivery 38.00, VAT 7.60: 184.07, 27.69 less than 211.76
    assert proposal["costs_more_cents"] == 18_407 - 21_176
    assert (flour["available"], flour["demand"], flour["short"]) == (125_000, 141_000, 16_000)
    # 1.47 a kilo, but nobody pays more than 1.45: 181.25 for all of it, 2.82 stay with the network
    assert (flour["final_price_cents"], flour["uncovered_cents"], flour["supplier"]) == (145, 282, None)
    assert proposal["corrects_settlement"] is False
    expected = [one["products"][0]["expected"] for one in proposal["households"]["items"]]
    assert sum(expected) == 125_000
    assert proposal["households"]["items"][0]["products"][0]["sentence"].startswith("There is not enough Farine")
    assert await received(bought) == []


@pytest.mark.parametrize(("kind", "damaged"), [("damaged", 25_000), ("short", 0)])
async def test_confirmed_a_settlement_reads_it(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine, kind: str, damaged: int
) -> None:
    proposal = await post(bought, PROPOSAL, DAMAGED | {"kind": kind})
    kept = await confirm(bought, DAMAGED | {"kind": kind})
    assert (kept.status_code, kept.json()["plan"]) == (201, None)
    assert await received(bought) == [(1, 125_000, damaged)]
    settlement = await post(bought, f"{PATH}/settlement")
    assert (settlement["invoices_cents"], settlement["uncovered_cents"]) == (18_407, -282)
    settled = await outcomes(supply_engine, 1)
    told = [one["products"][0]["expected"] for one in proposal["households"]["items"]]
    assert [settled[number].lines[0].granted for number in (1, 2, 3)] == told
    (flour,) = proposal["products"]
    assert flour["rebate_cents"] == proposal["rebates_cents"] == settlement["rebates_cents"]
    assert proposal["rebates_before_cents"] == 564, "at 1.41 for all"


async def test_what_the_record_says_already_is_lowered(bought: httpx.AsyncClient) -> None:
    await deliver(bought, received=145_000)
    await confirm(bought, DAMAGED)
    assert await received(bought) == [(2, 120_000, 25_000)]
    await put(bought, f"{PATH}/deliveries", {"lines": [], "base_versions": {"ALMA": 2}})
    await confirm(bought, DAMAGED)
    assert await received(bought) == [(4, 125_000, 25_000)], "withdrawn it was version 3"


async def test_the_record_undoes_an_incident_only_for_who_has_seen_it(bought: httpx.AsyncClient) -> None:
    await confirm(bought, DAMAGED)
    for stale in ({}, {"base_versions": {"ALMA": 0}}):
        assert refusal(await bought.put(f"{PATH}/deliveries", json={"lines": []} | stale)) == (409, "delivery_changed")
    assert await received(bought) == [(1, 125_000, 25_000)]
    seen = {"base_versions": {"ALMA": 1}}
    line = {"supplier": "ALMA", "product": "FLOUR", "received": 140_000}
    for _ in range(2):
        await put(bought, f"{PATH}/deliveries", {"lines": [line]} | seen)
    assert await received(bought) == [(2, 140_000, 0)]
    assert refusal(await bought.put(f"{PATH}/deliveries", json={"lines": []} | seen)) == (409, "delivery_changed")


async def test_of_goods_received_line_by_line_the_last_are_taken_first(bought: httpx.AsyncClient) -> None:
    await bring(bought, 4, 100)
    assert refusal(await bought.post(PROPOSAL, json=DAMAGED)) == (409, "incident_receiving_open")
    await bring(bought, 5, 50)
    await post(bought, f"{ORDER}/complete")
    sixty = DAMAGED | {"lines": [{"product": "FLOUR", "quantity": 60_000}]}
    await confirm(bought, sixty)
    assert await received(bought) == [(2, 90_000, 10_000), (2, 0, 50_000)]


async def test_after_a_settlement_it_is_a_correction_that_raises_nothing(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    before = await post(bought, f"{PATH}/settlement")
    proposal = await post(bought, PROPOSAL, DAMAGED)
    (flour,) = proposal["products"]
    # published at 1.41: 125 kg pay 176.25 of 184.07
    assert (proposal["corrects_settlement"], flour["final_price_cents"]) == (True, 141)
    assert flour["uncovered_cents"] == 18_407 - 17_625
    assert (await confirm(bought, DAMAGED)).status_code == 201
    after = await post(bought, f"{PATH}/settlement")
    assert after["invoices_cents"] == 18_407
    sums = (proposal["rebates_before_cents"], proposal["rebates_cents"])
    assert sums == (before["rebates_cents"], after["rebates_cents"])
    assert after["charged_cents"] < before["charged_cents"]
    assert after["held_cents"] == after["charged_cents"] + after["rebates_cents"]
    first, second = await outcomes(supply_engine, 1), await outcomes(supply_engine, 2)
    told = {int(one["household"]): one["products"][0]["expected"] for one in proposal["households"]["items"]}
    for number, outcome in second.items():
        assert outcome.lines[0].charged <= first[number].lines[0].charged
        assert outcome.lines[0].granted == told.get(number, first[number].lines[0].granted)


async def test_sent_twice_or_at_once_it_counts_once(bought: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    token, path = (await post(bought, PROPOSAL, DAMAGED))["token"], f"{ORDER}/incidents/{uuid4()}"
    sent = (bought.put(path, json=DAMAGED | {"token": token}) for _ in range(3))
    answers = await held_up(supply_engine, "incidents", *sent)
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert await received(bought) == [(1, 125_000, 25_000)]
    other = DAMAGED | {"lines": [{"product": "FLOUR", "quantity": 20_000}], "token": token}
    assert refusal(await bought.put(path, json=other)) == (409, "incident_differs")
    again = await bought.put(f"{ORDER}/incidents/{uuid4()}", json=DAMAGED | {"token": token})
    assert refusal(again) == (409, "incident_proposal_outdated"), "the same sack under another id"


async def test_what_makes_no_sense_is_refused(bought: httpx.AsyncClient) -> None:
    for body, refused in (
        (DAMAGED | {"lines": []}, (422, "incident_unclear")),
        (DAMAGED | {"kind": "cancelled"}, (422, "incident_unclear")),
        (DAMAGED | {"keep_short": ["FLOUR"]}, (422, "incident_unclear")),
        (DAMAGED | {"lines": DAMAGED["lines"] * 2}, (422, "incident_named_twice")),
        (DAMAGED | {"lines": [{"product": "SOAP", "quantity": 1}]}, (422, "incident_not_ordered")),
        (DAMAGED | {"lines": [{"product": "FLOUR", "quantity": 150_001}]}, (422, "incident_more_than_came")),
    ):
        assert refusal(await bought.post(PROPOSAL, json=body)) == refused
