"""Goods that come on another day: the centres concerned hand out later, which orders hears and households are told."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.distributions import DistributionScheduled
from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH, deliver, order_it, post
from tests.fixtures.supply_cycle import COORDINATOR, CYCLE, put, said
from tests.fixtures.supply_incidents import DEARER, FREE

ORDER = "/v1/purchase-orders/1"
PROPOSAL = f"{ORDER}/incidents/proposal"
LATER: dict[str, Any] = {"kind": "wrong_date", "reason": "the lorry broke down", "new_date": "2026-12-19"}
OWN = {"centre": "DUC", "starts": "2026-12-21T14:00:00", "ends": "2026-12-21T18:00:00"}


@pytest.fixture
async def bought(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """Wanted on 15 December; DUC hands out on the 19th from 9:30 to 12:30."""
    await order_it(sealed)
    return sealed


def refusal(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def confirm(client: httpx.AsyncClient, body: dict[str, Any]) -> Any:
    token = (await post(client, PROPOSAL, body))["token"]
    return (await put(client, f"{ORDER}/incidents/{uuid4()}", body | {"token": token})).json()


async def scheduled(engine: AsyncEngine) -> list[DistributionScheduled]:
    return [event for event in await said(engine) if isinstance(event, DistributionScheduled)]


async def test_a_centre_that_would_hand_out_before_is_moved(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    proposal = await post(bought, PROPOSAL, LATER)
    moved = {
        "centre": "DUC",
        "starts": "2026-12-19T09:30:00",
        "ends": "2026-12-19T12:30:00",
        "new_starts": "2026-12-20T09:30:00",
        "new_ends": "2026-12-20T12:30:00",
    }
    assert (proposal["distributions"], proposal["products"], proposal["costs_more_cents"]) == ([moved], [], 0)
    told = proposal["households"]["items"]
    assert [(one["household"], one["centre"]) for one in told] == [("000001", "DUC"), ("000002", "DUC")]
    assert told[0]["products"][0]["sentence"] == (
        "Your goods come later than announced. Fetch them on 20 December 2026 09:30, until 12:30, and not on "
        "19 December 2026 09:30."
    )
    (before,) = await scheduled(supply_engine)
    kept = await confirm(bought, LATER)
    assert kept["consequences"]["distributions"] == [moved]
    first, second = await scheduled(supply_engine)
    assert first == before
    assert second.version > first.version
    assert (second.starts.isoformat(), second.ends.isoformat()) == (moved["new_starts"], moved["new_ends"])
    assert (second.group_order_id, second.place) == (first.group_order_id, first.place)
    kept_households = await bought.get(f"{ORDER}/incidents/{kept['incident_id']}/households")
    assert kept_households.json() == proposal["households"]
    assert (await bought.get(ORDER)).json()["state"] == "sent", "the order stands"


async def test_who_moved_a_day_stands_in_the_audit_trail(bought: httpx.AsyncClient) -> None:
    await confirm(bought, LATER)
    (line,) = (await bought.get("/v1/audit-trail", params={"kind": "dates_moved"})).json()["items"]
    assert (line["about"], line["by"]) == (CYCLE, str(COORDINATOR))
    (before, after) = (line[side]["centre DUC"] for side in ("before", "after"))
    assert before.startswith("2026-12-19 09:30 · 2026-12-19 12:30")
    assert after.startswith("2026-12-20 09:30 · 2026-12-20 12:30")
    assert [list(line[side]) for side in ("before", "after")] == [["centre DUC"]] * 2


@pytest.mark.parametrize("new_date", ["9999-12-31", "0001-01-01", "2027-12-17"])
async def test_a_day_in_another_year_is_refused(bought: httpx.AsyncClient, new_date: str) -> None:
    refused = await bought.post(PROPOSAL, json=LATER | {"new_date": new_date})
    assert (refused.status_code, refused.json()["code"]) == (422, "incident_date_too_far")


async def test_who_hands_out_later_stays(bought: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    day_before = LATER | {"new_date": "2026-12-18"}
    proposal = await post(bought, PROPOSAL, day_before)
    assert (proposal["distributions"], proposal["households"]["items"]) == ([], [])
    await confirm(bought, day_before)
    assert len(await scheduled(supply_engine)) == 1
    assert (await bought.get(f"{PATH}/incidents")).json()["by_kind"] == {"wrong_date": 1}


async def test_the_coordinator_chooses_other_times(bought: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await confirm(bought, LATER | {"distributions": [OWN]})
    (_, second) = await scheduled(supply_engine)
    assert (second.starts.isoformat(), second.ends.isoformat()) == (OWN["starts"], OWN["ends"])


async def test_sent_at_once_the_new_day_is_said_once(bought: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    token, path = (await post(bought, PROPOSAL, LATER))["token"], f"{ORDER}/incidents/{uuid4()}"
    confirming = (bought.put(path, json=LATER | {"token": token}) for _ in range(3))
    answers = await held_up(supply_engine, "cycle_centres", *confirming)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
    assert len(await scheduled(supply_engine)) == 2
    again = await bought.put(f"{ORDER}/incidents/{uuid4()}", json=LATER | {"token": token})
    assert refusal(again) == (409, "incident_proposal_outdated"), "the centre hands out on another day by now"
    other = await bought.put(path, json=LATER | {"new_date": "2026-12-20", "token": token})
    assert refusal(other) == (409, "incident_differs")


async def test_the_second_lorry_comes_on_another_day(bought: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    line = {"product": "FLOUR", "received": 100_000}
    first = {"supplier": "ALMA", "received_on": "2026-12-15", "lines": [line]}
    await put(bought, f"{PATH}/deliveries/{uuid4()}", first)
    await confirm(bought, LATER)
    assert len(await scheduled(supply_engine)) == 2, "the centre hands out later"
    second = first | {"received_on": "2026-12-19", "lines": [line | {"received": 50_000}]}
    await put(bought, f"{PATH}/deliveries/{uuid4()}", second)
    await post(bought, f"{ORDER}/complete")
    refused = await bought.post(PROPOSAL, json=LATER | {"new_date": "2026-12-20"})
    assert refusal(refused) == (409, "incident_all_here")
    assert (await post(bought, f"{PATH}/settlement"))["invoices_cents"] == 21_176, "all of it came"


async def test_dates_that_make_no_sense_are_refused(bought: httpx.AsyncClient) -> None:
    for changed, refused in (
        ({"new_date": None}, (422, "incident_unclear")),
        ({"kind": "cancelled"}, (422, "incident_unclear")),
        ({"distributions": [OWN, OWN]}, (422, "incident_unclear")),
        ({"distributions": [OWN | {"centre": "XYZ"}]}, (422, "incident_centre_unknown")),
        ({"distributions": [OWN | {"ends": OWN["starts"]}]}, (422, "distribution_hours_invalid")),
        ({"distributions": [OWN | {"starts": "2026-12-18T14:00:00"}]}, (422, "incident_before_goods")),
    ):
        assert refusal(await bought.post(PROPOSAL, json=LATER | changed)) == refused
    await deliver(bought, received=150_000)
    assert refusal(await bought.post(PROPOSAL, json=LATER)) == (409, "incident_all_here")
    await put(bought, f"{PATH}/deliveries", {"lines": []})
    await post(bought, f"{PATH}/settlement")
    assert refusal(await bought.post(PROPOSAL, json=LATER)) == (409, "cycle_settled")


async def test_to_a_day_that_is_too_late_the_coordinator_says_no(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await put(bought, "/v1/suppliers/DOMB", FREE)
    await put(bought, "/v1/offers/DOMB/FLOUR", DEARER)
    left = LATER | {"leave": True}
    proposal = await post(bought, PROPOSAL, left)
    assert ([one["supplier"] for one in proposal["products"]], proposal["distributions"]) == (["DOMB"], [])
    unclear = await bought.post(PROPOSAL, json=left | {"distributions": [OWN]})
    assert refusal(unclear) == (422, "incident_unclear")
    kept = await confirm(bought, left)
    assert (kept["kind"], kept["plan"]) == ("wrong_date", 2)
    alma, domb = (await bought.get(f"{PATH}/purchase-orders")).json()
    assert (alma["state"], domb["supplier"], domb["state"]) == ("cancelled", "DOMB", "draft")
    assert len(await scheduled(supply_engine)) == 1, "nobody hands out later"
    (cycle,) = (await bought.get("/v1/suppliers/ALMA/record")).json()["items"]
    assert cycle["incidents"] == {"wrong_date": 1}
