"""A supplier does not come: what would follow is shown first, then done whole, and every household can be told."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.clock import HeldClock
from tests.fixtures.supply_buying import DUC, MIN, PATH, approve, outcomes, paid, post
from tests.fixtures.supply_cycle import cycle_sealed, hear, put, seal
from tests.fixtures.supply_incidents import (
    CANCELLED,
    DEARER,
    FREE,
    ORDER,
    PROPOSAL,
    buy_flour,
    buy_flour_and_rice,
    confirm,
    proposed,
    refusal,
    stored,
)

KEPT_SHORT = CANCELLED | {"keep_short": ["FLOUR"]}
COMES = "The Farine de blé T65 you ordered (2.5 kg) comes from another producer."
BACK = (
    "The Farine de blé T65 you ordered (2.5 kg) does not come this time. What was set aside for it comes back to you."
)


@pytest.fixture
async def bought(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    await buy_flour(sealed)
    return sealed


async def test_it_proposes_another_supplier_and_stores_nothing(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    before = await stored(supply_engine)
    proposal = await proposed(bought, CANCELLED)
    (flour,) = proposal["products"]
    # 6 cases of 25 kg at 1.25 are 187.50, with 5.5 % VAT 197.81: 131.87 a kilo, and 13.95 less than ALMA's 211.76
    assert (flour["supplier"], flour["amends"], flour["cases"], flour["quantity"]) == ("DOMB", None, 6, 150_000)
    assert (flour["price"], flour["goods_cents"], flour["final_price_cents"]) == ("1.2500", 18_750, 132)
    assert (flour["ordered"], flour["demand"], flour["available"], flour["short"]) == (150_000, 141_000, 150_000, 0)
    assert (flour["ceiling_price_cents"], flour["uncovered_cents"]) == (145, 0)
    assert proposal["costs_more_cents"] == 19_781 - 21_176
    assert await stored(supply_engine) == before


async def test_every_household_touched_has_its_sentence(bought: httpx.AsyncClient) -> None:
    first = (await post(bought, f"{PROPOSAL}?limit=2", CANCELLED))["households"]
    assert [(one["household"], one["centre"]) for one in first["items"]] == [("000001", "DUC"), ("000002", "DUC")]
    (told,) = first["items"][0]["products"]
    assert (told["ordered"], told["expected"]) == (2_500, 2_500)
    assert told["sentence"].startswith(COMES)
    rest = (await post(bought, f"{PROPOSAL}?after={first['next']}", CANCELLED))["households"]
    assert [one["household"] for one in rest["items"]] == ["000003"]
    assert rest["next"] is None
    french = await bought.post(PROPOSAL, json=CANCELLED, headers={"Accept-Language": "fr"})
    (told,) = french.json()["households"]["items"][0]["products"]
    assert told["sentence"] == (
        "« Farine de blé T65 » (2,5\xa0kg) viendra d’un autre producteur. Vous ne paierez pas plus que ce qui a été "
        "mis de côté."
    ).replace("\xa0", " ")


async def test_confirmed_it_orders_from_the_other_and_settles(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    proposal, incident_id = await proposed(bought, CANCELLED), uuid4()
    response = await confirm(bought, CANCELLED, proposal["token"], incident_id)
    assert response.status_code == 201
    kept = response.json()
    assert (kept["kind"], kept["supplier"], kept["plan"]) == ("cancelled", "ALMA", 2)
    assert kept["consequences"] == {name: proposal[name] for name in kept["consequences"]}
    orders = (await bought.get(f"{PATH}/purchase-orders")).json()
    assert [(one["number"], one["supplier"], one["state"]) for one in orders] == [
        (1, "ALMA", "cancelled"),
        (2, "DOMB", "draft"),
    ]
    assert orders[0]["amendments"][0]["reason"] == CANCELLED["reason"]
    assert (orders[1]["goods_cents"], orders[1]["total_cents"]) == (18_750, 19_781)
    households = (await bought.get(f"{ORDER}/incidents/{incident_id}/households")).json()
    assert households == proposal["households"]
    assert await post(bought, f"{PATH}/purchase-orders") == orders, "asking again orders nothing more"
    await approve(bought, 2)
    await post(bought, "/v1/purchase-orders/2/sending")
    settlement = await post(bought, f"{PATH}/settlement")
    # of 204.46 held, at 1.41 as ordered 198.82 would have been charged
    assert (proposal["rebates_cents"], proposal["rebates_before_cents"]) == (settlement["rebates_cents"], 564)
    # at 1.32 a kilo: 3.30, 90.42 and 92.40
    assert (settlement["charged_cents"], settlement["invoices_cents"]) == (330 + 9_042 + 9_240, 19_781)
    assert settlement["held_cents"] == settlement["charged_cents"] + settlement["rebates_cents"]
    settled = await outcomes(supply_engine, 1)
    assert [settled[number].lines[0].granted for number in (1, 2, 3)] == [2_500, 68_500, 70_000]


async def test_the_plan_of_an_incident_says_what_it_weighs(bought: httpx.AsyncClient) -> None:
    plan = await post(bought, f"{PATH}/plan")
    await confirm(bought, CANCELLED, (await proposed(bought, CANCELLED))["token"])
    after = await post(bought, f"{PATH}/plan")
    (line,) = after["lines"]
    assert (after["plan"], line["supplier"], line["cases"]) == (2, "DOMB", 6)
    history = (await bought.get(f"{PATH}/plans")).json()
    assert history["plans"][-1]["because"] == ["incident"]
    assert plan["objective_cents"] == 15_042 + 3_800
    assert after["objective_cents"] == 18_750 - 843, "nine kilos of surplus keep three quarters of 11.25"


async def test_who_has_not_enough_brings_what_it_has(bought: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await put(bought, "/v1/offers/DOMB/FLOUR", DEARER | {"max_cases": 2})
    proposal = await proposed(bought, CANCELLED)
    (flour,) = proposal["products"]
    assert (flour["available"], flour["short"]) == (50_000, 91_000)
    expected = [one["products"][0]["expected"] for one in proposal["households"]["items"]]
    assert sum(expected) == 50_000
    first = proposal["households"]["items"][0]["products"][0]["sentence"]
    assert first.startswith("The Farine de blé T65 comes from another producer, who has not enough: you get about ")
    await confirm(bought, CANCELLED, proposal["token"])
    await approve(bought, 2)
    await post(bought, "/v1/purchase-orders/2/sending")
    await post(bought, f"{PATH}/settlement")
    settled = await outcomes(supply_engine, 1)
    assert [settled[number].lines[0].granted for number in (1, 2, 3)] == expected


@pytest.mark.parametrize(
    "other",
    [
        {"offer": {"rungs": [{"from": 0, "price": "1.40"}]}},  # with VAT 1.477, above the ceiling of 1.45
        {"supplier": {"lead_days": 16}},  # from 30 November to 15 December there are 15
        {"supplier": {"minimum_cents": 40_000}},
    ],
)
async def test_above_the_ceiling_too_late_or_under_the_minimum_it_stays_short(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine, other: dict[str, dict[str, Any]]
) -> None:
    await put(bought, "/v1/suppliers/DOMB", FREE | other.get("supplier", {}))
    await put(bought, "/v1/offers/DOMB/FLOUR", DEARER | other.get("offer", {}))
    proposal = await proposed(bought, CANCELLED)
    (flour,) = proposal["products"]
    assert (flour["supplier"], flour["short"], flour["final_price_cents"]) == (None, 141_000, None)
    assert proposal["costs_more_cents"] == -21_176
    assert proposal["households"]["items"][0]["products"][0]["sentence"] == BACK
    kept = (await confirm(bought, CANCELLED, proposal["token"])).json()
    assert kept["plan"] is None
    settlement = await post(bought, f"{PATH}/settlement")
    assert settlement["rebates_cents"] == settlement["held_cents"]
    assert set(await outcomes(supply_engine, 1)) == {1, 2, 3}


async def test_today_is_the_day_of_the_network(bought: httpx.AsyncClient, clock: HeldClock) -> None:
    await put(bought, "/v1/suppliers/DOMB", FREE | {"lead_days": 12})  # the last day to ask is 3 December
    clock.moment = datetime(2026, 12, 3, 22, 30, tzinfo=UTC)
    in_time = await proposed(bought, CANCELLED)
    assert in_time["products"][0]["supplier"] == "DOMB"
    clock.moment = datetime(2026, 12, 3, 23, 30, tzinfo=UTC)  # in Paris it is the 4th
    assert (await proposed(bought, CANCELLED))["products"][0]["supplier"] is None
    assert refusal(await confirm(bought, CANCELLED, in_time["token"])) == (409, "incident_proposal_outdated")


async def test_a_product_that_the_coordinator_leaves_short(bought: httpx.AsyncClient) -> None:
    proposal = await proposed(bought, KEPT_SHORT)
    assert proposal["products"][0]["supplier"] is None
    assert refusal(await confirm(bought, CANCELLED, proposal["token"])) == (409, "incident_proposal_outdated"), (
        "another choice"
    )
    assert (await confirm(bought, KEPT_SHORT, proposal["token"])).json()["plan"] is None
    unknown = await bought.post(PROPOSAL, json=CANCELLED | {"keep_short": ["SOAP"]})
    assert refusal(unknown) == (409, "purchase_order_cancelled")


@pytest.fixture
async def two_mills(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> httpx.AsyncClient:
    await buy_flour_and_rice(coordinator, supply_engine)
    return coordinator


async def test_a_supplier_that_has_an_order_is_asked_for_more(
    two_mills: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    proposal = await proposed(two_mills, CANCELLED)
    flour, rice = proposal["products"]
    assert (flour["supplier"], flour["amends"], flour["cases"]) == ("CAR", 2, 6)
    assert (rice["supplier"], rice["before_price_cents"], rice["final_price_cents"]) == (None, 140, 116), (
        "it comes free"
    )
    assert proposal["households"]["items"][-1]["household"] == "000004"
    # rice 110.00 and flour 195.00 come free from 250.00 on; VAT on both 16.78
    assert proposal["costs_more_cents"] == 32_178 - 14_005 - 21_176
    assert (await confirm(two_mills, CANCELLED, proposal["token"])).status_code == 201
    orders = (await two_mills.get(f"{PATH}/purchase-orders")).json()
    assert [(one["number"], one["state"], one["total_cents"]) for one in orders] == [
        (1, "cancelled", 21_176),
        (2, "sent", 32_178),
    ]
    (amendment,) = orders[1]["amendments"]
    (added,) = amendment["lines"]
    assert (added["product"], added["cases_before"], added["cases"]) == ("FLOUR", 0, 6)
    assert [line["product"] for line in orders[1]["lines"]] == ["FLOUR", "RICE"]
    assert (await post(two_mills, f"{PATH}/settlement"))["invoices_cents"] == 32_178
    settled = await outcomes(supply_engine, 1)
    assert [settled[number].lines[0].granted for number in (1, 2, 3, 4)] == [2_500, 68_500, 70_000, 100_000]


async def test_the_replacement_may_fail_too(bought: httpx.AsyncClient) -> None:
    await put(bought, "/v1/suppliers/TURN", FREE)
    await put(bought, "/v1/offers/TURN/FLOUR", DEARER | {"rungs": [{"from": 0, "price": "1.30"}]})
    await confirm(bought, CANCELLED, (await proposed(bought, CANCELLED))["token"])
    await approve(bought, 2)
    await post(bought, "/v1/purchase-orders/2/sending")
    second = "/v1/purchase-orders/2/incidents"
    proposal = await post(bought, f"{second}/proposal", CANCELLED)
    assert proposal["products"][0]["supplier"] == "TURN", "ALMA was cancelled: it is not asked again"
    await put(bought, f"{second}/{uuid4()}", CANCELLED | {"token": proposal["token"]})
    orders = (await bought.get(f"{PATH}/purchase-orders")).json()
    assert [(one["supplier"], one["state"]) for one in orders] == [
        ("ALMA", "cancelled"),
        ("DOMB", "cancelled"),
        ("TURN", "draft"),
    ]


async def test_who_was_admitted_late_gets_what_the_others_leave(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    late = paid(5, "MIN", 20_000, version=2)
    await hear(
        supply_engine,
        late,
        cycle_sealed(seal("DUC", DUC), seal("MIN", [*MIN, late])).model_copy(update={"version": 3}),
    )
    told = {
        one["household"]: one["products"][0]["expected"]
        for one in (await proposed(bought, CANCELLED))["households"]["items"]
    }
    assert told == {"000001": 2_500, "000002": 68_500, "000003": 70_000, "000005": 9_000}
