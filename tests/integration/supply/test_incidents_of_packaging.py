"""Goods in other cases than ordered amend the order; packs that can't be handed out count as damaged."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.supply_buying import PATH, order_it, outcomes, post
from tests.fixtures.supply_incidents import ORDER, PROPOSAL, buy_flour, proposed, refusal, report


def packs(case_size: int, **told: Any) -> dict[str, Any]:
    pack = {"product": "FLOUR", "case_size": case_size} | told
    return {"kind": "packaging", "reason": "other sacks", "packs": [pack]}


def unusable(cases: int) -> dict[str, Any]:
    return {"kind": "packaging", "reason": "torn sacks", "unusable": [{"product": "FLOUR", "cases": cases}]}


@pytest.fixture
async def bought(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    await buy_flour(sealed)
    return sealed


async def test_smaller_cases_leave_some_short(bought: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    said = packs(20_000)
    proposal = await proposed(bought, said)
    (flour,) = proposal["products"]
    assert (flour["cases"], flour["quantity"], flour["ordered"]) == (6, 120_000, 150_000)
    assert (flour["available"], flour["demand"], flour["short"]) == (120_000, 141_000, 21_000)
    # 120 kg reach the first rung only: 141.60, VAT 7.79, delivery 45.60
    assert (flour["price"], proposal["costs_more_cents"]) == ("1.1800", 19_499 - 21_176)
    assert proposal["otherwise"]["products"][0]["supplier"] == "DOMB"
    sentence = proposal["households"]["items"][1]["products"][0]["sentence"]
    assert sentence.startswith("There is not enough Farine de blé T65: you get about ")
    assert "about €1.45 instead of €1.41 for 1 kg" in sentence
    await report(bought, said)
    (line,) = (await bought.get(ORDER)).json()["lines"]
    assert (line["case_size"], line["cases"], line["quantity"], line["price"]) == (20_000, 6, 120_000, "1.1800")
    assert (await post(bought, f"{PATH}/settlement"))["invoices_cents"] == 19_499
    settled = await outcomes(supply_engine, 1)
    told = [one["products"][0]["expected"] for one in proposal["households"]["items"]]
    assert [settled[number].lines[0].granted for number in (1, 2, 3)] == told


async def test_as_much_in_other_cases_touches_nobody(bought: httpx.AsyncClient) -> None:
    said = packs(10_000, cases=15)
    proposal = await proposed(bought, said)
    (flour,) = proposal["products"]
    assert (flour["cases"], flour["quantity"], flour["final_price_cents"]) == (15, 150_000, 141)
    assert (proposal["costs_more_cents"], proposal["households"]["items"]) == (0, [])
    await report(bought, said)
    plan = await post(bought, f"{PATH}/plan")
    assert [(line["case_size"], line["cases"], line["surplus"]) for line in plan["lines"]] == [(10_000, 15, 9_000)]


async def test_what_is_too_much_goes_into_stock(bought: httpx.AsyncClient) -> None:
    await report(bought, packs(30_000))
    # 180 kg at 1.05 are 189.00, VAT 10.40 and 45.60: 245.00, 1.36 a kilo; 39 kg are kept
    settlement = await post(bought, f"{PATH}/settlement")
    assert (settlement["invoices_cents"], settlement["stock_kept_cents"]) == (24_500, 39 * 136)


async def test_left_others_bring_it(bought: httpx.AsyncClient) -> None:
    await report(bought, packs(20_000) | {"leave": True})
    orders = (await bought.get(f"{PATH}/purchase-orders")).json()
    assert [(one["supplier"], one["state"]) for one in orders] == [("ALMA", "cancelled"), ("DOMB", "draft")]


async def test_unusable_packs_count_as_damaged(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    proposal = await proposed(sealed, unusable(1))
    (flour,) = proposal["products"]
    assert (flour["available"], flour["short"], proposal["otherwise"]) == (125_000, 16_000, None)
    kept = await report(sealed, unusable(1))
    assert (kept["kind"], kept["plan"]) == ("packaging", None)
    (entered,) = (await sealed.get(f"{PATH}/deliveries")).json()
    assert (entered["lines"][0]["received"], entered["lines"][0]["damaged"]) == (125_000, 25_000)
    unseen = await sealed.put(f"{PATH}/deliveries", json={"lines": []})
    assert refusal(unseen) == (409, "delivery_changed")
    record = (await sealed.get("/v1/suppliers/ALMA/record")).json()["items"]
    assert record[0]["incidents"] == {"packaging": 1}


async def test_what_makes_no_sense_is_refused(bought: httpx.AsyncClient) -> None:
    pack = {"product": "FLOUR", "case_size": 20_000}
    for said, refused in (
        (packs(25_000), (422, "incident_changes_nothing")),
        (packs(10**12, cases=2), (422, "incident_figures_too_large")),
        (packs(20_000) | unusable(1), (422, "incident_unclear")),
        (unusable(1) | {"leave": True}, (422, "incident_unclear")),
        (unusable(1) | {"unusable": []}, (422, "incident_unclear")),
        (packs(20_000) | {"packs": [pack, pack]}, (422, "incident_named_twice")),
        (packs(20_000) | {"packs": [pack | {"product": "SOAP"}]}, (422, "incident_not_ordered")),
        (unusable(1) | {"unusable": [{"product": "SOAP", "cases": 1}]}, (422, "incident_not_ordered")),
        (unusable(7), (422, "incident_more_than_came")),
    ):
        assert refusal(await bought.post(PROPOSAL, json=said)) == refused, said
