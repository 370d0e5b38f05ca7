"""A supplier does not come: what would follow is shown first, then done whole, and every household can be told."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage.buying_tables import plans, purchase_orders
from services.supply.storage.incident_tables import incident_households, incidents
from shared.kernel.clock import HeldClock
from tests.fixtures.supply_buying import DUC, MIN, PATH, approve, deliver, draft_orders, order_it, outcomes, paid, post
from tests.fixtures.supply_cycle import OFFER, PRODUCT, SUPPLIER, cycle_sealed, hear, opened, order, put, seal

ORDER = "/v1/purchase-orders/1"
PROPOSAL = f"{ORDER}/incidents/proposal"
CANCELLED = {"kind": "cancelled", "reason": "the mill burnt down"}
FREE = SUPPLIER | {"minimum_cents": 0, "delivery_fee_cents": 0}
DEARER = OFFER | {"rungs": [{"from": 0, "price": "1.25"}], "only_in_replacement": True}
COMES = "The Farine de blé T65 you ordered (2.5 kg) comes from another producer."
BACK = (
    "The Farine de blé T65 you ordered (2.5 kg) does not come this time. What was set aside for it comes back to you."
)


@pytest.fixture
async def bought(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """ALMA's 150 kg for 211.76 are ordered; DOMB has flour only in replacement, at 1.25 and free of delivery."""
    await order_it(sealed)
    await put(sealed, "/v1/suppliers/DOMB", FREE)
    await put(sealed, "/v1/offers/DOMB/FLOUR", DEARER)
    return sealed


async def proposed(client: httpx.AsyncClient, **told: Any) -> Any:
    return await post(client, PROPOSAL, CANCELLED | told)


async def confirm(
    client: httpx.AsyncClient, token: str, incident_id: UUID | None = None, **told: Any
) -> httpx.Response:
    body = CANCELLED | told | {"token": token}
    return await client.put(f"{ORDER}/incidents/{incident_id or uuid4()}", json=body)


def refusal(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def stored(engine: AsyncEngine) -> list[Any]:
    """All that an incident may write."""
    async with engine.connect() as connection:
        tables = (incidents, incident_households, plans, purchase_orders)
        return [(await connection.execute(select(table).order_by(*table.primary_key))).all() for table in tables]


async def test_it_proposes_another_supplier_and_stores_nothing(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    before = await stored(supply_engine)
    proposal = await proposed(bought)
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
    proposal, incident_id = await proposed(bought), uuid4()
    response = await confirm(bought, proposal["token"], incident_id)
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
    # at 1.32 a kilo: 3.30, 90.42 and 92.40
    assert (settlement["charged_cents"], settlement["invoices_cents"]) == (330 + 9_042 + 9_240, 19_781)
    assert settlement["held_cents"] == settlement["charged_cents"] + settlement["rebates_cents"]
    settled = await outcomes(supply_engine, 1)
    assert [settled[number].lines[0].granted for number in (1, 2, 3)] == [2_500, 68_500, 70_000]


async def test_the_plan_of_an_incident_says_what_it_weighs(bought: httpx.AsyncClient) -> None:
    plan = await post(bought, f"{PATH}/plan")
    await confirm(bought, (await proposed(bought))["token"])
    after = await post(bought, f"{PATH}/plan")
    (line,) = after["lines"]
    assert (after["plan"], line["supplier"], line["cases"]) == (2, "DOMB", 6)
    history = (await bought.get(f"{PATH}/plans")).json()
    assert history["plans"][-1]["because"] == ["incident"]
    assert plan["objective_cents"] == 15_042 + 3_800
    assert after["objective_cents"] == 18_750 - 843, "nine kilos of surplus keep three quarters of 11.25"


async def test_who_has_not_enough_brings_what_it_has(bought: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await put(bought, "/v1/offers/DOMB/FLOUR", DEARER | {"max_cases": 2})
    proposal = await proposed(bought)
    (flour,) = proposal["products"]
    assert (flour["available"], flour["short"]) == (50_000, 91_000)
    expected = [one["products"][0]["expected"] for one in proposal["households"]["items"]]
    assert sum(expected) == 50_000
    first = proposal["households"]["items"][0]["products"][0]["sentence"]
    assert first.startswith("The Farine de blé T65 comes from another producer, who has not enough: you get about ")
    await confirm(bought, proposal["token"])
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
    proposal = await proposed(bought)
    (flour,) = proposal["products"]
    assert (flour["supplier"], flour["short"], flour["final_price_cents"]) == (None, 141_000, None)
    assert proposal["costs_more_cents"] == -21_176
    assert proposal["households"]["items"][0]["products"][0]["sentence"] == BACK
    kept = (await confirm(bought, proposal["token"])).json()
    assert kept["plan"] is None
    settlement = await post(bought, f"{PATH}/settlement")
    assert settlement["rebates_cents"] == settlement["held_cents"]
    assert set(await outcomes(supply_engine, 1)) == {1, 2, 3}


async def test_today_is_the_day_of_the_network(bought: httpx.AsyncClient, clock: HeldClock) -> None:
    await put(bought, "/v1/suppliers/DOMB", FREE | {"lead_days": 12})  # the last day to ask is 3 December
    clock.moment = datetime(2026, 12, 3, 22, 30, tzinfo=UTC)
    in_time = await proposed(bought)
    assert in_time["products"][0]["supplier"] == "DOMB"
    clock.moment = datetime(2026, 12, 3, 23, 30, tzinfo=UTC)  # in Paris it is the 4th
    assert (await proposed(bought))["products"][0]["supplier"] is None
    assert refusal(await confirm(bought, in_time["token"])) == (409, "incident_proposal_outdated")


async def test_a_product_that_the_coordinator_leaves_short(bought: httpx.AsyncClient) -> None:
    proposal = await proposed(bought, keep_short=["FLOUR"])
    assert proposal["products"][0]["supplier"] is None
    assert refusal(await confirm(bought, proposal["token"])) == (409, "incident_proposal_outdated"), "another choice"
    assert (await confirm(bought, proposal["token"], keep_short=["FLOUR"])).json()["plan"] is None
    unknown = await bought.post(PROPOSAL, json=CANCELLED | {"keep_short": ["SOAP"]})
    assert refusal(unknown) == (409, "purchase_order_cancelled")


@pytest.fixture
async def two_mills(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> httpx.AsyncClient:
    """ALMA's flour as ever; CAR's 100 kg of rice for 140.05 are ordered too, and CAR has flour at 1.30."""
    await put(coordinator, "/v1/suppliers/ALMA", SUPPLIER)
    terms = {"minimum_cents": 10_000, "delivery_fee_cents": 2_000, "free_delivery_from_cents": 25_000}
    await put(coordinator, "/v1/suppliers/CAR", SUPPLIER | terms)
    await put(coordinator, "/v1/products/RICE", PRODUCT | {"name": "Riz"})
    await put(coordinator, "/v1/offers/CAR/RICE", OFFER | {"rungs": [{"from": 0, "price": "1.10"}]})
    ceilings = [{"product": product, "ceiling_price_cents": 145} for product in ("FLOUR", "RICE")]
    await opened(coordinator, products=ceilings)
    dearer = OFFER | {"rungs": [{"from": 0, "price": "1.30"}], "only_in_replacement": True}
    await put(coordinator, "/v1/offers/CAR/FLOUR", dearer)
    rice = order(4, "MIN", RICE=100_000)
    await hear(supply_engine, *DUC, *MIN, rice, cycle_sealed(seal("DUC", DUC), seal("MIN", [*MIN, rice])))
    await order_it(coordinator)
    return coordinator


async def test_a_supplier_that_has_an_order_is_asked_for_more(
    two_mills: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    proposal = await proposed(two_mills)
    (flour,) = proposal["products"]
    assert (flour["supplier"], flour["amends"], flour["cases"]) == ("CAR", 2, 6)
    # rice 110.00 and flour 195.00 come free from 250.00 on; VAT on both 16.78
    assert proposal["costs_more_cents"] == 32_178 - 14_005 - 21_176
    assert (await confirm(two_mills, proposal["token"])).status_code == 201
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


async def test_what_changed_since_is_named_and_nothing_done(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    token = (await proposed(bought))["token"]
    await put(bought, "/v1/offers/DOMB/FLOUR", DEARER | {"rungs": [{"from": 0, "price": "1.20"}]})
    before = await stored(supply_engine)
    stale = await confirm(bought, token)
    assert refusal(stale) == (409, "incident_proposal_outdated")
    assert "what suppliers offer. Nothing was done." in stale.json()["detail"]
    assert await stored(supply_engine) == before
    assert refusal(await confirm(bought, "nothing")) == (409, "incident_proposal_outdated")
    assert (await confirm(bought, (await proposed(bought))["token"])).status_code == 201


async def test_another_day_is_no_other_proposal_as_long_as_the_same_can_deliver(
    bought: httpx.AsyncClient, clock: HeldClock
) -> None:
    token = (await proposed(bought))["token"]
    clock.advance(timedelta(days=8))
    assert (await proposed(bought))["token"] == token, "seven days are left"
    clock.advance(timedelta(days=1))
    assert refusal(await confirm(bought, token)) == (409, "incident_proposal_outdated")


async def test_sent_twice_it_is_one(bought: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    token, incident_id = (await proposed(bought))["token"], uuid4()
    first, second = await confirm(bought, token, incident_id), await confirm(bought, token, incident_id)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert refusal(await confirm(bought, token, incident_id, reason="another reason")) == (409, "incident_differs")
    assert len((await stored(supply_engine))[0]) == 1


async def test_sent_at_once_it_is_done_once(bought: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    token, incident_id = (await proposed(bought))["token"], uuid4()
    answers = await asyncio.gather(*(confirm(bought, token, incident_id) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    kept, _, made, orders = await stored(supply_engine)
    assert (len(kept), len(made), len(orders)) == (1, 2, 2)


async def test_two_incidents_of_one_order_at_once_are_one(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    token = (await proposed(bought))["token"]
    answers = await asyncio.gather(*(confirm(bought, token) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert len((await stored(supply_engine))[3]) == 2


async def test_a_failure_in_the_middle_leaves_nothing(bought: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    token, before = (await proposed(bought))["token"], await stored(supply_engine)
    forbid = text("ALTER TABLE incident_households ADD CONSTRAINT none_at_all CHECK (ordered < 0) NOT VALID")
    async with supply_engine.begin() as connection:
        await connection.execute(forbid)
    assert (await confirm(bought, token)).status_code == 500
    assert await stored(supply_engine) == before
    assert (await bought.get(ORDER)).json()["state"] == "sent"
    async with supply_engine.begin() as connection:
        await connection.execute(text("ALTER TABLE incident_households DROP CONSTRAINT none_at_all"))
    assert (await confirm(bought, token)).status_code == 201


async def test_only_an_order_that_is_awaited_has_such_an_incident(sealed: httpx.AsyncClient) -> None:
    await draft_orders(sealed)
    assert refusal(await sealed.post(PROPOSAL, json=CANCELLED)) == (409, "purchase_order_not_sent")
    await order_it(sealed)
    await deliver(sealed, received=150_000)
    assert refusal(await sealed.post(PROPOSAL, json=CANCELLED)) == (409, "amendment_received")
    await put(sealed, f"{PATH}/deliveries", {"lines": []})
    unknown = await sealed.post(PROPOSAL, json=CANCELLED | {"keep_short": ["SOAP"]})
    assert refusal(unknown) == (422, "incident_not_ordered")
    token = (await proposed(sealed))["token"]
    await post(sealed, f"{PATH}/settlement")
    assert refusal(await sealed.post(PROPOSAL, json=CANCELLED)) == (409, "cycle_settled")
    assert refusal(await confirm(sealed, token)) == (409, "cycle_settled")
    assert refusal(await sealed.post("/v1/purchase-orders/7/incidents/proposal", json=CANCELLED)) == (
        404,
        "purchase_order_unknown",
    )
    assert refusal(await sealed.get(f"{ORDER}/incidents/{uuid4()}")) == (404, "incident_unknown")


async def test_the_replacement_may_fail_too(bought: httpx.AsyncClient) -> None:
    await put(bought, "/v1/suppliers/TURN", FREE)
    await put(bought, "/v1/offers/TURN/FLOUR", DEARER | {"rungs": [{"from": 0, "price": "1.30"}]})
    await confirm(bought, (await proposed(bought))["token"])
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
    told = {one["household"]: one["products"][0]["expected"] for one in (await proposed(bought))["households"]["items"]}
    assert told == {"000001": 2_500, "000002": 68_500, "000003": 70_000, "000005": 9_000}


async def test_only_a_coordinator_reports(bought: httpx.AsyncClient, volunteer: httpx.AsyncClient) -> None:
    token = (await proposed(bought))["token"]
    assert refusal(await volunteer.post(PROPOSAL, json=CANCELLED)) == (403, "role_needed")
    assert refusal(await confirm(volunteer, token)) == (403, "role_needed")
    assert refusal(await volunteer.get(f"{ORDER}/incidents/{uuid4()}")) == (403, "role_needed")
