"""A supplier asks for other prices than announced: taken, its order is amended; left, others bring the goods."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH, deliver, outcomes, post
from tests.fixtures.supply_cycle import put
from tests.fixtures.supply_incidents import (
    DEARER,
    DEARER_FLOUR,
    ORDER,
    PROPOSAL,
    buy_flour,
    buy_flour_and_rice,
    confirm,
    proposed,
    refusal,
    report,
    stored,
)


def tariff(price: str | None = None, **told: Any) -> dict[str, Any]:
    prices = [] if price is None else [{"product": "FLOUR", "price": price}]
    return {"kind": "tariff", "reason": "wheat is dearer", "prices": prices} | told


@pytest.fixture
async def bought(sealed: httpx.AsyncClient) -> httpx.AsyncClient:
    await buy_flour(sealed)
    return sealed


async def test_it_shows_both_answers_and_stores_nothing(bought: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    before = await stored(supply_engine)
    taken = await proposed(bought, DEARER_FLOUR)
    (flour,) = taken["products"]
    # 150 kg at 1.07 are 160.50, VAT 8.83, delivery 38.00 and 7.60: 214.93, 1.43 a kilo instead of 1.41
    assert taken["costs_more_cents"] == 21_493 - 21_176
    assert (flour["supplier"], flour["amends"], flour["cases"], flour["price"]) == ("ALMA", 1, 6, "1.0700")
    assert (flour["before_price_cents"], flour["final_price_cents"], flour["uncovered_cents"]) == (141, 143, 0)
    # held are 3.63, 99.33 and 101.50
    assert taken["gaps"] == [{"supplier": "ALMA", "gap_cents": 21_493 - 20_446, "above_limit": True}]
    # 160.50 less 7.22 for what keeps of nine kilos, and 38.00; with DOMB 187.50 less 8.43
    assert taken["leaving_saves_cents"] == 15_328 + 3_800 - 17_907
    (other,) = taken["otherwise"]["products"]
    assert (other["supplier"], taken["otherwise"]["costs_more_cents"]) == ("DOMB", 19_781 - 21_176)
    left = await proposed(bought, DEARER_FLOUR | {"leave": True})
    assert (left["products"], left["otherwise"]["products"]) == ([other], [flour])
    assert (left["leaving_saves_cents"], left["gaps"]) == (1_221, [])
    assert await stored(supply_engine) == before


async def test_households_hear_the_price_and_never_more_than_the_ceiling(bought: httpx.AsyncClient) -> None:
    dearer = await proposed(bought, tariff("1.12"))
    (flour,) = dearer["products"]
    # 168.00, VAT 9.24 and 45.60 are 222.84, but for 150 kg nobody pays more than 217.50
    assert (flour["final_price_cents"], flour["ceiling_price_cents"]) == (145, 145)
    assert flour["uncovered_cents"] == 22_284 - 21_750
    assert [one["household"] for one in dearer["households"]["items"]] == ["000001", "000002", "000003"]
    (told,) = dearer["households"]["items"][0]["products"]
    assert (told["ordered"], told["expected"]) == (2_500, 2_500)
    assert told["sentence"] == (
        "The price of Farine de blé T65 is not the one that was announced: about €1.45 instead of €1.41 for 1 kg. You "
        "never pay more than what was set aside for it."
    )
    french = await bought.post(PROPOSAL, json=tariff("0.95"), headers={"Accept-Language": "fr"})
    (told,) = french.json()["households"]["items"][0]["products"]
    # 142.50, VAT 7.84 and 45.60: 1.31 a kilo
    assert (
        told["sentence"]
        .replace("\xa0", " ")
        .startswith(
            "Le prix de « Farine de blé T65 » n’est pas celui annoncé : environ 1,31 € au lieu de 1,41 € pour 1 kg."
        )
    )


async def test_taken_the_order_is_amended_and_settled_so(bought: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    proposal = await proposed(bought, DEARER_FLOUR)
    kept = await report(bought, DEARER_FLOUR)
    assert (kept["kind"], kept["plan"]) == ("tariff", 2)
    assert kept["consequences"] == {name: proposal[name] for name in kept["consequences"]}
    order = (await bought.get(ORDER)).json()
    assert (order["state"], order["amendment"], order["total_cents"]) == ("sent", 1, 21_493)
    (amendment,) = order["amendments"]
    (line,) = amendment["lines"]
    assert (amendment["reason"], amendment["cancels"]) == ("wheat is dearer", False)
    assert (line["cases_before"], line["cases"], line["price_before"], line["price"]) == (6, 6, "1.0500", "1.0700")
    households = (await bought.get(f"{ORDER}/incidents/{kept['incident_id']}/households")).json()
    assert households == proposal["households"]
    settlement = await post(bought, f"{PATH}/settlement")
    assert (proposal["rebates_cents"], proposal["rebates_before_cents"]) == (settlement["rebates_cents"], 564)
    # at 1.43 a kilo: 3.58, 97.96 and 100.10
    assert (settlement["invoices_cents"], settlement["charged_cents"]) == (21_493, 358 + 9_796 + 10_010)
    settled = await outcomes(supply_engine, 1)
    assert [settled[number].lines[0].granted for number in (1, 2, 3)] == [2_500, 68_500, 70_000]


async def test_the_plan_is_fixed_as_it_comes(bought: httpx.AsyncClient) -> None:
    before = await post(bought, f"{PATH}/plan")
    await report(bought, DEARER_FLOUR)
    after = await post(bought, f"{PATH}/plan")
    (line,) = after["lines"]
    assert (after["plan"], line["supplier"], line["cases"], line["price"]) == (2, "ALMA", 6, "1.0700")
    assert line["reason"] == "141 kg needed. The coordinator fixed the supplier and the cases."
    (fixed,) = after["overrides"]
    assert (fixed["product"], fixed["reason"]) == ("FLOUR", "wheat is dearer")
    assert after["objective_cents"] - before["objective_cents"] == 15_328 - 15_042
    assert all(choice["accepted_by"] for choice in after["choices"])
    assert (await bought.get(f"{PATH}/plans")).json()["plans"][-1]["because"] == ["incident"]
    orders = (await bought.get(f"{PATH}/purchase-orders")).json()
    assert await post(bought, f"{PATH}/purchase-orders") == orders, "asking again orders nothing more"


async def test_fewer_cases_later_have_the_price_that_was_said(bought: httpx.AsyncClient) -> None:
    await report(bought, DEARER_FLOUR)
    fewer = {"after": 1, "reason": "no room", "lines": [{"product": "FLOUR", "cases": 5}]}
    await put(bought, f"{ORDER}/amendments/{uuid4()}", fewer)
    (line,) = (await bought.get(ORDER)).json()["lines"]
    assert (line["cases"], line["price"], line["goods_cents"]) == (5, "1.0700", 13_375)


@pytest.mark.parametrize(("fee", "total"), [(5_000, 22_616), (0, 16_616)])
async def test_another_delivery_fee_alone(bought: httpx.AsyncClient, fee: int, total: int) -> None:
    said = tariff(delivery_cents=fee)
    proposal = await proposed(bought, said)
    assert proposal["costs_more_cents"] == total - 21_176
    assert [one["product"] for one in proposal["products"]] == ["FLOUR"], "its share of the delivery changes"
    await report(bought, said)
    order = (await bought.get(ORDER)).json()
    (amendment,) = order["amendments"]
    assert (order["delivery_cents"], order["total_cents"]) == (fee, total)
    assert (amendment["lines"], amendment["cancels"]) == ([], False)
    assert (await post(bought, f"{PATH}/settlement"))["invoices_cents"] == total


async def test_a_price_per_case_is_rounded_as_in_a_price_list(bought: httpx.AsyncClient) -> None:
    per_case = {"product": "FLOUR", "price": "26.75", "per": "case"}
    proposal = await proposed(bought, tariff(prices=[per_case]))
    assert proposal["products"][0]["price"] == "1.0700"
    rounded = await proposed(bought, tariff(prices=[per_case | {"price": "26.751"}]))
    assert rounded["products"][0]["price"] == "1.0700"
    too_small = await bought.post(PROPOSAL, json=tariff(prices=[per_case | {"price": "0.0001"}]))
    assert refusal(too_small) == (422, "incident_case_price_invalid")


async def test_left_others_bring_it(bought: httpx.AsyncClient) -> None:
    token = (await proposed(bought, DEARER_FLOUR))["token"]
    leave = DEARER_FLOUR | {"leave": True}
    assert refusal(await confirm(bought, leave, token)) == (409, "incident_proposal_outdated"), "another answer"
    kept = await report(bought, leave)
    assert (kept["kind"], kept["plan"]) == ("tariff", 2)
    orders = (await bought.get(f"{PATH}/purchase-orders")).json()
    assert [(one["supplier"], one["state"]) for one in orders] == [("ALMA", "cancelled"), ("DOMB", "draft")]


async def test_what_others_ask_meanwhile_outdates_it(bought: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    token = (await proposed(bought, DEARER_FLOUR))["token"]
    await put(bought, "/v1/offers/DOMB/FLOUR", DEARER | {"rungs": [{"from": 0, "price": "1.20"}]})
    before = await stored(supply_engine)
    assert refusal(await confirm(bought, DEARER_FLOUR, token)) == (409, "incident_proposal_outdated")
    assert await stored(supply_engine) == before


async def test_sent_at_once_the_tariff_is_taken_once(bought: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    token, incident_id = (await proposed(bought, DEARER_FLOUR))["token"], uuid4()
    sent = (confirm(bought, DEARER_FLOUR, token, incident_id) for _ in range(3))
    answers = await held_up(supply_engine, "incidents", *sent)
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert refusal(await confirm(bought, DEARER_FLOUR, token)) == (422, "incident_changes_nothing")
    assert refusal(await confirm(bought, tariff("1.08"), token, incident_id)) == (409, "incident_differs")
    assert len((await stored(supply_engine))[2]) == 2
    assert (await bought.get(ORDER)).json()["amendment"] == 1


@pytest.fixture
async def two_mills(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> httpx.AsyncClient:
    await buy_flour_and_rice(coordinator, supply_engine)
    return coordinator


async def test_other_orders_stay_as_they_were_and_can_fail_later(two_mills: httpx.AsyncClient) -> None:
    await report(two_mills, DEARER_FLOUR)
    orders = (await two_mills.get(f"{PATH}/purchase-orders")).json()
    assert [(one["supplier"], one["state"], one["amendment"]) for one in orders] == [
        ("ALMA", "sent", 1),
        ("CAR", "sent", 0),
    ]
    cancelled = {"kind": "cancelled", "reason": "the lorry broke down"}
    proposal = await proposed(two_mills, cancelled)
    assert (proposal["products"][0]["supplier"], proposal["products"][0]["amends"]) == ("CAR", 2)
    assert proposal["costs_more_cents"] == 32_178 - 14_005 - 21_493
    await report(two_mills, cancelled)
    assert (await post(two_mills, f"{PATH}/settlement"))["invoices_cents"] == 32_178


async def test_what_makes_no_sense_is_refused(bought: httpx.AsyncClient) -> None:
    twice = [{"product": "FLOUR", "price": "1.07"}] * 2
    for said, refused in (
        (tariff(), (422, "incident_unclear")),
        (tariff("1.07", keep_short=["FLOUR"]), (422, "incident_unclear")),
        (tariff("1.07", new_date="2026-12-16"), (422, "incident_unclear")),
        ({"kind": "cancelled", "reason": "they left", "leave": True}, (422, "incident_unclear")),
        (tariff(prices=twice), (422, "incident_named_twice")),
        (tariff(prices=[{"product": "SOAP", "price": "1"}]), (422, "incident_not_ordered")),
        (tariff("1.07", leave=True, keep_short=["SOAP"]), (422, "incident_not_ordered")),
        (tariff("1.05", delivery_cents=3_800), (422, "incident_changes_nothing")),
    ):
        assert refusal(await bought.post(PROPOSAL, json=said)) == refused, said
    await deliver(bought, received=150_000)
    assert refusal(await bought.post(PROPOSAL, json=DEARER_FLOUR)) == (409, "amendment_received")
