"""A supplier comes without some of its products: those are asked of others, the rest stands."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.supply_buying import PATH, approve, outcomes, post
from tests.fixtures.supply_cycle import put
from tests.fixtures.supply_incidents import (
    CANCELLED,
    ORDER,
    PROPOSAL,
    buy_flour_and_rice_of_one,
    confirm,
    proposed,
    refusal,
    report,
)

NO_RICE = CANCELLED | {"only": ["RICE"], "reason": "the rice is stuck in the harbour"}


@pytest.fixture
async def bought(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> httpx.AsyncClient:
    await buy_flour_and_rice_of_one(coordinator, supply_engine)
    return coordinator


async def test_what_does_not_come_is_asked_of_others_and_the_rest_stands(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    (before,) = (await bought.get(f"{PATH}/purchase-orders")).json()
    held = {"FLOUR": 20_446, "RICE": 100_000}
    assert before["households_hold_cents"] == sum(held.values())
    proposal = await proposed(bought, NO_RICE)
    rice, flour = proposal["products"]
    assert (rice["product"], rice["supplier"], rice["amends"], rice["quantity"]) == ("RICE", "DOMB", None, 100_000)
    assert (flour["supplier"], flour["before_price_cents"], flour["final_price_cents"]) == (None, 129, 141), (
        "it bears all of the delivery now"
    )
    gap = {"supplier": "ALMA", "gap_cents": 21_176 - held["FLOUR"], "above_limit": True}
    assert proposal["gaps"] == [gap], "a new supplier's is asked before its order is approved"
    told = {one["household"]: one["products"][0]["sentence"] for one in proposal["households"]["items"]}
    assert sorted(told) == ["000001", "000002", "000003", "000004"]
    assert told["000001"].startswith("The price of Farine de blé T65 is not the one that was announced: about €1.41")

    kept = (await confirm(bought, NO_RICE, proposal["token"])).json()
    assert (kept["kind"], kept["plan"]) == ("cancelled", 2)
    alma, domb = (await bought.get(f"{PATH}/purchase-orders")).json()
    assert (alma["state"], [line["product"] for line in alma["lines"]]) == ("sent", ["FLOUR"])
    assert (domb["supplier"], domb["state"], domb["goods_cents"]) == ("DOMB", "draft", 12_000)
    assert proposal["costs_more_cents"] == alma["total_cents"] + domb["total_cents"] - before["total_cents"]
    assert (alma["households_hold_cents"], domb["households_hold_cents"]) == (held["FLOUR"], held["RICE"])
    assert kept["consequences"]["gaps"] == [gap | {"gap_cents": alma["gap_cents"]}]
    (amendment,) = alma["amendments"]
    assert (amendment["reason"], amendment["cancels"]) == (NO_RICE["reason"], False)
    assert amendment["accepted_gap_cents"] == alma["gap_cents"]
    assert [(line["product"], line["cases"]) for line in amendment["lines"]] == [("RICE", 0)]

    await approve(bought, 2)
    await post(bought, "/v1/purchase-orders/2/sending")
    settlement = await post(bought, f"{PATH}/settlement")
    assert settlement["invoices_cents"] == alma["total_cents"] + domb["total_cents"]
    assert settlement["held_cents"] == settlement["charged_cents"] + settlement["rebates_cents"]
    assert settlement["rebates_cents"] == proposal["rebates_cents"]
    settled = await outcomes(supply_engine, 1)
    assert [settled[number].lines[0].granted for number in (1, 2, 3, 4)] == [2_500, 68_500, 70_000, 100_000]


async def test_what_comes_bears_the_delivery_of_what_lacks(bought: httpx.AsyncClient) -> None:
    short = {"kind": "short", "reason": "two sacks are there", "lines": [{"product": "FLOUR", "quantity": 100_000}]}
    proposal = await proposed(bought, short)
    flour, rice = proposal["products"]
    assert (flour["product"], flour["short"], flour["before_price_cents"]) == ("FLOUR", 91_000, None)
    assert (rice["product"], rice["short"], rice["before_price_cents"]) == ("RICE", 0, 135)
    assert rice["final_price_cents"] > 135
    assert [one["household"] for one in proposal["households"]["items"]] == ["000001", "000002", "000003", "000004"]
    await confirm(bought, short, proposal["token"])
    settlement = await post(bought, f"{PATH}/settlement")
    prices = {one["product"]: one["final_price_cents"] for one in settlement["products"]}
    assert prices == {one["product"]: one["final_price_cents"] for one in (flour, rice)}
    assert settlement["rebates_cents"] == proposal["rebates_cents"]


async def test_the_plan_that_follows_weighs_what_is_bought_of_both(bought: httpx.AsyncClient) -> None:
    before = await post(bought, f"{PATH}/plan")
    await report(bought, NO_RICE)
    after = await post(bought, f"{PATH}/plan")
    assert {line["product"]: line["supplier"] for line in after["lines"]} == {"FLOUR": "ALMA", "RICE": "DOMB"}
    assert after["objective_cents"] - before["objective_cents"] == 12_000 - 11_000, "DOMB delivers free, ALMA as before"


async def test_kept_short_nothing_is_asked_of_anyone(bought: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    kept = await report(bought, NO_RICE | {"keep_short": ["RICE"]})
    (order,) = (await bought.get(f"{PATH}/purchase-orders")).json()
    assert (kept["plan"], [line["product"] for line in order["lines"]]) == (None, ["FLOUR"])
    assert kept["consequences"]["gaps"] == [{"supplier": "ALMA", "gap_cents": 730, "above_limit": True}]
    assert (order["gap_cents"], order["amendments"][0]["accepted_gap_cents"]) == (730, 730)
    await post(bought, f"{PATH}/settlement")
    settled = await outcomes(supply_engine, 1)
    assert [settled[number].lines[0].granted for number in (1, 2, 3, 4)] == [2_500, 68_500, 70_000, 0]


async def test_naming_all_of_it_is_the_whole_order(bought: httpx.AsyncClient) -> None:
    whole = CANCELLED | {"only": ["FLOUR", "RICE"]}
    await report(bought, whole)
    orders = (await bought.get(f"{PATH}/purchase-orders")).json()
    assert [(one["supplier"], one["state"]) for one in orders] == [("ALMA", "cancelled"), ("DOMB", "draft")]


async def test_what_was_not_ordered_or_belongs_to_another_kind_is_refused(bought: httpx.AsyncClient) -> None:
    for unknown in (CANCELLED | {"only": ["SOAP"]}, NO_RICE | {"keep_short": ["FLOUR"]}):
        assert refusal(await bought.post(PROPOSAL, json=unknown))[1] == "incident_not_ordered"
    short = {"kind": "short", "reason": "a sack is missing", "lines": [{"product": "RICE", "quantity": 1_000}]}
    assert refusal(await bought.post(PROPOSAL, json=short | {"only": ["RICE"]}))[1] == "incident_unclear"
    assert (await bought.get(ORDER)).json()["amendment"] == 0


FLOUR_CAME: dict[str, Any] = {"product": "FLOUR", "received": 150_000, "lot": "F1"}
RICE_WET: dict[str, Any] = {"product": "RICE", "received": 0, "damaged": 100_000, "lot": "R1"}


async def came(client: httpx.AsyncClient, *lines: dict[str, Any], number: int = 1) -> None:
    body = {"supplier": "ALMA", "received_on": "2026-12-14", "lines": list(lines)}
    await put(client, f"{PATH}/deliveries/{UUID(int=number)}", body)


@pytest.mark.parametrize("lines", [(FLOUR_CAME,), (FLOUR_CAME, RICE_WET)], ids=["none of it", "all of it wet"])
@pytest.mark.parametrize("complete", [False, True])
async def test_what_nothing_came_of_is_asked_of_others_once_the_rest_is_here(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine, lines: tuple[dict[str, Any], ...], *, complete: bool
) -> None:
    await came(bought, *lines)
    if complete:
        await post(bought, f"{ORDER}/complete")
    proposal = await proposed(bought, NO_RICE)
    rice, _ = proposal["products"]
    assert (rice["supplier"], rice["available"], rice["short"]) == ("DOMB", 100_000, 0)
    await confirm(bought, NO_RICE, proposal["token"])
    alma, domb = (await bought.get(f"{PATH}/purchase-orders")).json()
    assert alma["state"] == ("delivered" if complete else "sent")
    assert ([line["product"] for line in alma["lines"]], domb["state"]) == (["FLOUR"], "draft")

    await approve(bought, 2)
    await post(bought, "/v1/purchase-orders/2/sending")
    if not complete:
        await put(bought, f"{ORDER}/acknowledgement", {"amendment": 1, "delivery": "2026-12-15", "reference": "AR"})
        await post(bought, f"{ORDER}/complete")
    receiving = (await bought.get(f"{PATH}/receiving")).json()
    rows = [(one["supplier"], line["product"], line["received"]) for one in receiving for line in one["products"]]
    wet = [("ALMA", "RICE", 0)] if RICE_WET in lines else []
    assert rows == [("ALMA", "FLOUR", 150_000), *wet, ("DOMB", "RICE", 100_000)]
    settlement = await post(bought, f"{PATH}/settlement")
    assert settlement["invoices_cents"] == alma["total_cents"] + domb["total_cents"]
    settled = await outcomes(supply_engine, 1)
    assert [settled[number].lines[0].granted for number in (1, 2, 3, 4)] == [2_500, 68_500, 70_000, 100_000]


@pytest.mark.parametrize("withdrawn", [False, True])
@pytest.mark.parametrize("complete", [False, True])
async def test_where_all_that_came_is_wet_the_whole_order_is_asked_of_others(
    bought: httpx.AsyncClient, supply_engine: AsyncEngine, *, complete: bool, withdrawn: bool
) -> None:
    wet = [RICE_WET, RICE_WET | {"product": "FLOUR", "damaged": 150_000}]
    await came(bought, *wet)
    assert refusal(await bought.post(PROPOSAL, json=CANCELLED)) == (409, "amendment_received")
    if complete:
        await post(bought, f"{ORDER}/complete")
    await report(bought, CANCELLED | {"only": ["FLOUR", "RICE"]})
    if withdrawn:
        why = {"reason": "there was no lorry", "base_version": 1}
        await post(bought, f"{PATH}/deliveries/{UUID(int=1)}/withdrawal", why)
    orders = (await bought.get(f"{PATH}/purchase-orders")).json()
    assert [(one["supplier"], one["state"]) for one in orders] == [("ALMA", "cancelled"), ("DOMB", "draft")]
    await approve(bought, 2)
    await post(bought, "/v1/purchase-orders/2/sending")
    settlement = await post(bought, f"{PATH}/settlement")
    assert settlement["invoices_cents"] == orders[1]["total_cents"]
    settled = await outcomes(supply_engine, 1)
    assert [settled[number].lines[0].granted for number in (1, 2, 3, 4)] == [0, 0, 0, 100_000]


async def test_what_came_even_in_part_is_asked_of_nobody_else(bought: httpx.AsyncClient) -> None:
    await came(bought, FLOUR_CAME, RICE_WET | {"received": 1_000})
    assert refusal(await bought.post(PROPOSAL, json=NO_RICE)) == (409, "amendment_received")
    assert refusal(await bought.post(PROPOSAL, json=CANCELLED | {"only": ["FLOUR"]})) == (409, "amendment_received")


async def test_rice_that_came_meanwhile_is_not_asked_of_others(bought: httpx.AsyncClient) -> None:
    await came(bought, FLOUR_CAME)
    token = (await proposed(bought, NO_RICE))["token"]
    await came(bought, FLOUR_CAME | {"product": "RICE", "lot": "R2"}, number=2)
    assert refusal(await confirm(bought, NO_RICE, token)) == (409, "amendment_received")
    assert (await bought.get(ORDER)).json()["amendment"] == 0


async def test_of_the_cycles_record_what_is_named_with_nothing_is_asked_of_others(bought: httpx.AsyncClient) -> None:
    none = {"lines": [{"supplier": "ALMA", "product": "RICE", "received": 0}]}
    await put(bought, f"{PATH}/deliveries", none)
    assert refusal(await bought.post(PROPOSAL, json=CANCELLED | {"only": ["FLOUR"]})) == (409, "amendment_received")
    await report(bought, NO_RICE)
    alma, domb = (await bought.get(f"{PATH}/purchase-orders")).json()
    assert ([line["product"] for line in alma["lines"]], domb["supplier"]) == (["FLOUR"], "DOMB")
