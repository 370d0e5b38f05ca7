"""The coordinator fixes lines of the plan by hand; the plan is made around them and says what that costs."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.supply_buying import PATH, approve, draft_orders, post, refused
from tests.fixtures.supply_cycle import (
    COORDINATOR,
    OFFER,
    PRODUCT,
    SUPPLIER,
    cycle_sealed,
    draft,
    hear,
    opened,
    order,
    put,
    seal,
)

OVERRIDE = f"{PATH}/plan/overrides/FLOUR"
BECAUSE = "The mill of ALMA is out of order."
DEARER = OFFER | {"case_size": 10_000, "rungs": [{"from": 0, "price": "1.3375"}]}


@pytest.fixture
async def two(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    """141 kg of flour ordered; ALMA sells it cheaper than DOMB, which asks for nothing more."""
    terms = {"minimum_cents": 0, "delivery_fee_cents": 0, "free_delivery_from_cents": None}
    await put(sealed, "/v1/suppliers/DOMB", SUPPLIER | terms)
    await put(sealed, "/v1/offers/DOMB/FLOUR", DEARER)
    return sealed


async def fix(client: httpx.AsyncClient, **what: Any) -> list[dict[str, Any]]:
    response = await put(client, OVERRIDE, {"reason": BECAUSE} | what)
    found: list[dict[str, Any]] = response.json()["overrides"]
    return found


async def wrong(client: httpx.AsyncClient, **what: Any) -> tuple[int, str]:
    response = await client.put(OVERRIDE, json={"reason": BECAUSE} | what)
    return response.status_code, response.json()["code"]


async def test_a_fixed_supplier_is_bought_from_and_says_why_and_what_it_costs(two: httpx.AsyncClient) -> None:
    before = await post(two, f"{PATH}/plan")
    assert (before["lines"][0]["supplier"], before["overrides"]) == ("ALMA", [])
    await fix(two, supplier="DOMB")
    plan = await post(two, f"{PATH}/plan")
    (line,) = plan["lines"]
    assert (plan["plan"], line["supplier"], line["cases"]) == (2, "DOMB", 14)
    assert line["reason"].startswith("141 kg needed. The coordinator fixed the supplier. ")
    (override,) = plan["overrides"]
    costs = plan["objective_cents"] - before["objective_cents"]
    assert (override["product"], override["reason"], override["costs_cents"]) == ("FLOUR", BECAUSE, costs)
    assert override["decided_by"] == str(COORDINATOR)
    assert costs > 0
    assert override["sentence"].startswith("It costs €")


async def test_several_say_what_they_cost_beside_each_other_and_together(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await put(coordinator, "/v1/suppliers/ALMA", SUPPLIER)
    await put(coordinator, "/v1/suppliers/DOMB", SUPPLIER)
    await put(coordinator, "/v1/products/RICE", PRODUCT | {"name": "Riz"})
    await put(coordinator, "/v1/offers/ALMA/RICE", OFFER)
    await opened(coordinator, products=[{"product": one, "ceiling_price_cents": 145} for one in ("FLOUR", "RICE")])
    for product in ("FLOUR", "RICE"):
        await put(coordinator, f"/v1/offers/DOMB/{product}", OFFER | {"rungs": [{"from": 0, "price": "1.12"}]})
    one = [order(1, "DUC", FLOUR=150_000, RICE=150_000)]
    await hear(supply_engine, *one, cycle_sealed(seal("DUC", one)))
    before = await post(coordinator, f"{PATH}/plan")
    assert (before["overrides_cost_cents"], before["overrides_sentence"]) == (0, None)
    for product in ("FLOUR", "RICE"):
        await put(coordinator, f"{PATH}/plan/overrides/{product}", {"supplier": "DOMB", "reason": BECAUSE})
    plan = await post(coordinator, f"{PATH}/plan")
    together = plan["objective_cents"] - before["objective_cents"]
    assert plan["overrides_cost_cents"] == together > 0
    assert [one["costs_cents"] for one in plan["overrides"]] == [0, 0], "one delivery would be two"
    assert {one["sentence"] for one in plan["overrides"]} == {
        "It costs nothing more than leaving it to the plan. That is while all else that is fixed stays."
    }
    assert plan["overrides_sentence"].startswith("All that is fixed by hand costs €21.00 more")


async def test_fixed_cases_go_beyond_what_a_plan_would_leave_over(two: httpx.AsyncClient) -> None:
    await fix(two, supplier="ALMA", cases=12)
    (line,) = (await post(two, f"{PATH}/plan"))["lines"]
    assert (line["cases"], line["quantity"], line["surplus"]) == (12, 300_000, 159_000)
    assert "The coordinator fixed the supplier and the cases." in line["reason"]


async def test_a_dropped_line_is_not_bought_and_waits_to_be_accepted(two: httpx.AsyncClient) -> None:
    await fix(two, dropped=True)
    plan = await post(two, f"{PATH}/plan")
    assert plan["lines"][0]["reason"] == "141 kg needed, not bought: the coordinator decided so."
    assert [(choice["kind"], choice["subject"]) for choice in plan["choices"]] == [("unbought", "FLOUR")]
    assert plan["overrides"][0]["supplier"] is None


async def test_a_line_locked_as_planned_stays_when_prices_change(two: httpx.AsyncClient) -> None:
    await post(two, f"{PATH}/plan")
    (locked,) = await fix(two, as_planned=True)
    assert (locked["supplier"], locked["cases"]) == ("ALMA", 6)
    await put(two, "/v1/offers/DOMB/FLOUR", DEARER | {"rungs": [{"from": 0, "price": "0.5"}]})
    plan = await post(two, f"{PATH}/plan")
    assert (plan["lines"][0]["supplier"], plan["lines"][0]["cases"]) == ("ALMA", 6)
    assert plan["overrides"][0]["costs_cents"] > 0


async def test_an_override_is_taken_back(two: httpx.AsyncClient) -> None:
    first = await post(two, f"{PATH}/plan")
    await fix(two, supplier="DOMB")
    await post(two, f"{PATH}/plan")
    for _ in range(2):
        assert (await two.delete(OVERRIDE)).json() == {"overrides": []}
    again = await post(two, f"{PATH}/plan")
    assert again == first | {"plan": 3, "choices": again["choices"]}


async def test_sent_twice_it_is_the_same_and_so_is_the_plan(two: httpx.AsyncClient) -> None:
    body = {"reason": BECAUSE, "supplier": "DOMB"}
    answers = [await two.put(OVERRIDE, json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json() == (await two.get(f"{PATH}/plan/overrides")).json()
    plans = await asyncio.gather(*(post(two, f"{PATH}/plan") for _ in range(3)))
    assert plans == [plans[0]] * 3
    other = await put(two, OVERRIDE, body | {"cases": 14})
    assert other.status_code == 200
    assert (await post(two, f"{PATH}/plan"))["plan"] == 2


async def test_a_plan_without_overrides_has_the_digest_it_always_had(sealed: httpx.AsyncClient) -> None:
    plan = await post(sealed, f"{PATH}/plan")
    assert plan["demand_digest"] == "6f423f66e74bf3877530553649711e8a44b084eb1c02440b767874f97d7815c9"


async def test_what_can_not_be_kept_to_is_refused_and_nothing_stored(two: httpx.AsyncClient) -> None:
    await put(two, "/v1/offers/DOMB/FLOUR", DEARER | {"max_cases": 3})
    assert await wrong(two) == (422, "override_unclear")
    assert await wrong(two, supplier="ALMA", dropped=True) == (422, "override_unclear")
    assert await wrong(two, cases=3) == (422, "override_unclear")
    assert await wrong(two, supplier="NONE") == (409, "override_offer_unknown")
    assert await wrong(two, supplier="DOMB", cases=4) == (409, "override_above_cap")
    assert await wrong(two, as_planned=True) == (409, "no_plan")
    await put(two, "/v1/suppliers/DOMB", SUPPLIER | {"lead_days": 12})
    assert await wrong(two, supplier="DOMB") == (409, "override_too_late")
    unsold = await two.put(f"{PATH}/plan/overrides/NONE", json={"dropped": True, "reason": BECAUSE})
    assert (unsold.status_code, unsold.json()["code"]) == (404, "product_not_sold")
    assert (await two.get(f"{PATH}/plan/overrides")).json() == {"overrides": []}


async def test_under_its_supplier_s_minimum_no_plan_is_made(two: httpx.AsyncClient) -> None:
    await fix(two, supplier="ALMA", cases=2)
    response = await two.post(f"{PATH}/plan")
    assert (response.status_code, response.json()["code"]) == (409, "override_under_minimum")
    assert (
        "only €59.00 would be ordered there: €91.00 lack to reach its minimum of €150.00" in response.json()["detail"]
    )
    assert (await two.get(f"{PATH}/plan")).json()["code"] == "no_plan"


async def test_what_is_fixed_under_a_minimum_is_among_what_if_s_suppliers_below_theirs(two: httpx.AsyncClient) -> None:
    await fix(two, supplier="ALMA", cases=2)
    found = (await two.get(f"{PATH}/what-if")).json()
    (line,) = found["lines"]
    assert (line["supplier"], line["cases"]) == ("ALMA", 2)
    (below,) = found["below_minimum"]
    assert (below["supplier"], below["goods_cents"], below["lacks_cents"]) == ("ALMA", 5_900, 9_100)
    assert below["sentence"] == (
        "Moulins de l'Alma: €59.00 would be ordered if it asked for no minimum; €91.00 lack to reach €150.00."
    )
    await fix(two, supplier="ALMA", cases=6)
    assert (await two.get(f"{PATH}/what-if")).json()["below_minimum"] == []


async def test_what_if_of_more_than_may_lie_in_stock_is_refused(two: httpx.AsyncClient) -> None:
    await fix(two, supplier="ALMA", cases=40)
    response = await two.get(f"{PATH}/what-if")
    assert (response.status_code, response.json()["code"]) == (409, "overrides_above_stock_limit")


async def test_more_than_may_lie_in_stock_no_plan_is_made(two: httpx.AsyncClient) -> None:
    await fix(two, supplier="ALMA", cases=40)
    assert await refused(two, f"{PATH}/plan") == (409, "overrides_above_stock_limit")


async def test_an_offer_that_changed_since_is_looked_at_again(two: httpx.AsyncClient) -> None:
    await fix(two, supplier="DOMB", cases=10)
    await put(two, "/v1/offers/DOMB/FLOUR", DEARER | {"max_cases": 9})
    assert await refused(two, f"{PATH}/plan") == (409, "override_above_cap")


async def test_nothing_is_ordered_of_a_plan_made_before(two: httpx.AsyncClient) -> None:
    (drafted,) = await draft_orders(two)
    await fix(two, supplier="DOMB")
    approval = f"/v1/purchase-orders/{drafted['number']}/approval"
    assert await refused(two, approval, {"plan": 1}) == (409, "overrides_changed")
    states = {order["supplier"]: order["state"] for order in await draft_orders(two)}
    assert states == {"ALMA": "cancelled", "DOMB": "draft"}
    await approve(two, drafted["number"] + 1)


async def test_once_goods_are_ordered_nothing_is_fixed_any_more(two: httpx.AsyncClient) -> None:
    await fix(two, supplier="DOMB")
    (drafted,) = await draft_orders(two)
    await approve(two, drafted)
    assert await wrong(two, dropped=True) == (409, "purchase_order_approved")
    assert (await two.delete(OVERRIDE)).json()["code"] == "purchase_order_approved"
    assert (await post(two, f"{PATH}/plan"))["plan"] == 1


async def test_there_is_a_time_for_it_and_only_the_coordinator_may(
    coordinator: httpx.AsyncClient, volunteer: httpx.AsyncClient
) -> None:
    assert await wrong(coordinator, dropped=True) == (404, "cycle_unknown")
    await draft(coordinator)
    assert await wrong(coordinator, dropped=True) == (409, "cycle_not_open")
    for answer in (
        await volunteer.put(OVERRIDE, json={"dropped": True, "reason": BECAUSE}),
        await volunteer.delete(OVERRIDE),
        await volunteer.get(f"{PATH}/plan/overrides"),
    ):
        assert answer.status_code == 403


async def test_what_if_keeps_to_what_is_fixed(two: httpx.AsyncClient) -> None:
    await fix(two, supplier="DOMB")
    found = (await two.get(f"{PATH}/what-if")).json()
    assert found["lines"][0]["supplier"] == "DOMB"
