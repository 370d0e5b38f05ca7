"""What is asked of a supplier changes after its order was sent: numbered, priced again, acknowledged again."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.commands.advance_purchase_order import mark_delivered
from shared.contracts.settlements import ReasonCode
from shared.database import transaction
from tests.fixtures.supply_buying import PATH, deliver, draft_orders, order_it, outcomes, post, refused
from tests.fixtures.supply_cycle import OFFER, PRODUCT, SUPPLIER, TERMS, cycle_sealed, hear, opened, order, put, seal
from tests.fixtures.supply_incidents import buy_flour_and_rice_of_one

ORDER = "/v1/purchase-orders/1"
FEWER = {"after": 0, "reason": "the mill has only five", "lines": [{"product": "FLOUR", "cases": 5}]}
CANCELLED = {"after": 0, "reason": "the mill burnt down"}
FIVE_CASES = {"goods_cents": 14_750, "delivery_cents": 3_800, "vat_cents": 811 + 760, "total_cents": 20_121}
SIX_CASES = {"goods_cents": 15_750, "delivery_cents": 3_800, "vat_cents": 866 + 760, "total_cents": 21_176}
ANSWER = {"delivery": "2026-12-15", "reference": "AR-118"}


def cases(after: int = 0, **wanted: int) -> dict[str, Any]:
    lines = [{"product": product, "cases": count} for product, count in wanted.items()]
    return {"after": after, "reason": "so agreed by telephone", "lines": lines}


async def amend(
    client: httpx.AsyncClient, body: dict[str, Any], amendment_id: UUID | None = None, kind: str = "amendments"
) -> httpx.Response:
    return await client.put(f"{ORDER}/{kind}/{amendment_id or uuid4()}", json=body)


async def cancel(client: httpx.AsyncClient, amendment_id: UUID | None = None) -> httpx.Response:
    return await amend(client, CANCELLED, amendment_id, "cancellations")


async def shown(client: httpx.AsyncClient) -> Any:
    return (await client.get(ORDER)).json()


def refusal(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


@pytest.fixture
async def two_products(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> httpx.AsyncClient:
    """Flour and rice bought from the same mill, each 100 kg in four cases; the order is sent."""
    await put(coordinator, "/v1/suppliers/ALMA", SUPPLIER)
    await put(coordinator, "/v1/products/RICE", PRODUCT)
    rungs = [{"from": 0, "price": "1.10"}]
    await put(coordinator, "/v1/offers/ALMA/RICE", OFFER | {"rungs": rungs, "max_cases": 4})
    ceilings = [{"product": product, "ceiling_price_cents": 145} for product in ("FLOUR", "RICE")]
    await opened(coordinator, products=ceilings)
    await put(coordinator, "/v1/offers/ALMA/FLOUR", OFFER | {"rungs": rungs, "max_cases": 4})
    one = [order(1, "DUC", FLOUR=100_000, RICE=100_000)]
    await hear(supply_engine, *one, cycle_sealed(seal("DUC", one)))
    await order_it(coordinator)
    return coordinator


async def test_an_amendment_is_priced_by_the_ladder_of_the_order(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    await put(sealed, "/v1/offers/ALMA/FLOUR", OFFER | {"rungs": [{"from": 0, "price": "9.99"}]})
    await put(sealed, "/v1/suppliers/ALMA", SUPPLIER | {"delivery_fee_cents": 9_999})
    response = await amend(sealed, FEWER)
    assert response.status_code == 201
    made = response.json()
    assert {name: made[name] for name in FIVE_CASES} == FIVE_CASES
    (line,) = made["lines"]
    assert (line["cases"], line["quantity"], line["rung_from"], line["price"]) == (5, 125_000, 0, "1.1800")
    assert line["reason"] == "Amended by hand: the plan had 6 cases."
    assert (made["amendment"], made["below_minimum_cents"]) == (1, 250)
    (amendment,) = made["amendments"]
    assert (amendment["before"], amendment["after"]) == (SIX_CASES, FIVE_CASES)
    assert (amendment["amendment"], amendment["reason"], amendment["cancels"]) == (1, FEWER["reason"], False)
    (change,) = amendment["lines"]
    assert (change["cases_before"], change["cases"]) == (6, 5)
    assert (change["price_before"], change["price"]) == ("1.0500", "1.1800")
    assert (await post(sealed, f"{PATH}/plan"))["lines"][0]["cases"] == 6, "the plan stays what it was"


async def test_settling_invoices_what_was_amended(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await order_it(sealed)
    await amend(sealed, FEWER)
    assert (await post(sealed, f"{PATH}/settlement"))["invoices_cents"] == FIVE_CASES["total_cents"]
    settled = await outcomes(supply_engine, 1)
    assert sum(event.lines[0].granted for event in settled.values()) == 125_000
    assert refusal(await amend(sealed, cases(after=1, FLOUR=4))) == (409, "cycle_settled")


async def test_amendments_are_numbered_and_build_on_each_other(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    await amend(sealed, FEWER)
    assert refusal(await amend(sealed, cases(FLOUR=7))) == (409, "purchase_order_amended")
    made = (await amend(sealed, cases(after=1, FLOUR=24) | {"accepted_gap_cents": 46_020})).json()
    assert [amendment["amendment"] for amendment in made["amendments"]] == [1, 2]
    assert (made["delivery_cents"], made["goods_cents"]) == (0, 63_000), "delivery is free from 600 euros"


async def test_a_wider_gap_is_accepted_with_the_amendment_or_refused(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    before = await shown(sealed)
    assert (before["total_cents"], before["households_hold_cents"], before["gap_cents"]) == (21_176, 20_446, 730)
    # 175 kg at 1.05 are 183.75, VAT 10.11; delivery 38.00, VAT 7.60
    for accepted in ({}, {"accepted_gap_cents": 3_499}):
        refused = await amend(sealed, cases(FLOUR=7) | accepted)
        assert refusal(refused) == (409, "amendment_gap")
        assert "€35.00" in refused.json()["detail"]
    assert await shown(sealed) == before
    amendment_id, accepted = uuid4(), cases(FLOUR=7) | {"accepted_gap_cents": 3_500}
    made = (await amend(sealed, accepted, amendment_id)).json()
    assert (made["total_cents"], made["gap_cents"]) == (23_946, 3_500)
    assert made["amendments"][0]["accepted_gap_cents"] == 3_500
    another = await amend(sealed, accepted | {"accepted_gap_cents": 3_501}, amendment_id)
    assert refusal(another) == (409, "amendment_differs")
    assert (await amend(sealed, cases(after=1, FLOUR=6))).is_success, "a gap that narrows is not asked about"


async def test_a_product_that_is_dropped_pays_for_nothing_that_stays(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await buy_flour_and_rice_of_one(coordinator, supply_engine)
    before = await shown(coordinator)
    assert before["gap_cents"] < 0, "rice pays more than its part"
    assert refusal(await amend(coordinator, cases(RICE=0))) == (409, "amendment_gap")
    assert await shown(coordinator) == before
    made = (await amend(coordinator, cases(RICE=0) | {"accepted_gap_cents": 730})).json()
    assert (made["total_cents"], made["households_hold_cents"], made["gap_cents"]) == (21_176, 20_446, 730)


async def test_no_amendment_brings_more_into_stock_than_the_cycle_may_pay(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    dear = {"accepted_gap_cents": 10**6}
    assert refusal(await amend(sealed, cases(FLOUR=60) | dear)) == (409, "amendment_above_stock_limit")
    # 700 kg at 1.05, of which 559 nobody ordered, are 586.95 of the 600 that the cycle allows
    assert (await amend(sealed, cases(FLOUR=28) | dear)).is_success
    assert refusal(await amend(sealed, cases(after=1, FLOUR=29) | dear)) == (409, "amendment_above_stock_limit")


async def test_no_amendment_asks_for_more_cases_than_the_supplier_has(two_products: httpx.AsyncClient) -> None:
    dear = {"accepted_gap_cents": 10**6}
    assert refusal(await amend(two_products, cases(FLOUR=5) | dear)) == (409, "amendment_above_cap")
    rungs = [{"from": 0, "price": "1.10"}]
    await put(two_products, "/v1/offers/ALMA/FLOUR", OFFER | {"rungs": rungs, "max_cases": 5})
    assert (await amend(two_products, cases(FLOUR=5) | dear)).is_success


async def test_an_amended_order_is_acknowledged_again(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    await put(sealed, f"{ORDER}/acknowledgement", ANSWER)
    assert (await amend(sealed, FEWER)).json()["state"] == "sent"
    assert (await shown(sealed))["acknowledgement"] is None
    late = await sealed.put(f"{ORDER}/acknowledgement", json=ANSWER)
    assert refusal(late) == (409, "purchase_order_amended")
    answered = (await put(sealed, f"{ORDER}/acknowledgement", ANSWER | {"amendment": 1})).json()
    assert answered["state"] == "acknowledged"
    assert answered["acknowledgement"]["lines"][0]["ordered_quantity"] == 125_000
    assert len((await sealed.get(f"{ORDER}/acknowledgements")).json()) == 2


async def test_sent_twice_it_is_one(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    amendment_id = uuid4()
    first, second = await amend(sealed, FEWER, amendment_id), await amend(sealed, FEWER, amendment_id)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert refusal(await amend(sealed, cases(FLOUR=4), amendment_id)) == (409, "amendment_differs")
    assert refusal(await cancel(sealed, amendment_id)) == (409, "amendment_differs")


async def test_sent_twice_at_once_it_is_one(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    amendment_id = uuid4()
    answers = await asyncio.gather(*(amend(sealed, FEWER, amendment_id) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len((await shown(sealed))["amendments"]) == 1


async def test_a_line_is_dropped_and_its_product_short(
    two_products: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    made = (await amend(two_products, cases(RICE=0))).json()
    assert [line["product"] for line in made["lines"]] == ["FLOUR"]
    (change,) = made["amendments"][0]["lines"]
    assert (change["product"], change["cases_before"], change["cases"], change["price"]) == ("RICE", 4, 0, None)
    await post(two_products, f"{PATH}/settlement")
    settled = await outcomes(supply_engine, 1)
    lines = {line.product: line for line in settled[1].lines}
    assert (lines["FLOUR"].granted, lines["RICE"].granted) == (100_000, 0)
    assert lines["RICE"].reason is not None
    assert lines["RICE"].reason.code is ReasonCode.NOT_DELIVERED


async def test_all_of_an_amendment_is_done_or_nothing(two_products: httpx.AsyncClient) -> None:
    before = await shown(two_products)
    assert refusal(await amend(two_products, cases(FLOUR=3, SOAP=1))) == (422, "amendment_not_ordered")
    assert refusal(await amend(two_products, cases(FLOUR=3, RICE=4))) == (422, "amendment_changes_nothing")
    assert refusal(await amend(two_products, cases(FLOUR=0, RICE=0))) == (422, "amendment_leaves_nothing")
    twice = cases(FLOUR=3)
    assert refusal(await amend(two_products, twice | {"lines": twice["lines"] * 2})) == (422, "amendment_named_twice")
    assert await shown(two_products) == before


async def test_an_order_cancelled_after_sending_brings_nothing_and_costs_nothing(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    amendment_id = uuid4()
    first = await cancel(sealed, amendment_id)
    assert (first.status_code, first.json()["state"]) == (201, "cancelled")
    (amendment,) = first.json()["amendments"]
    assert (amendment["cancels"], amendment["reason"], amendment["after"]["total_cents"]) == (
        True,
        CANCELLED["reason"],
        0,
    )
    assert [(line["cases_before"], line["cases"]) for line in amendment["lines"]] == [(6, 0)]
    assert (await cancel(sealed, amendment_id)).json() == first.json()
    assert refusal(await cancel(sealed)) == (409, "purchase_order_cancelled")
    settlement = await post(sealed, f"{PATH}/settlement")
    assert (settlement["charged_cents"], settlement["invoices_cents"]) == (0, 0)
    assert settlement["rebates_cents"] == settlement["held_cents"]
    reasons = {
        event.lines[0].reason.code for event in (await outcomes(supply_engine, 1)).values() if event.lines[0].reason
    }
    assert reasons == {ReasonCode.NOT_DELIVERED}


async def test_what_was_cancelled_after_sending_is_not_ordered_again(sealed: httpx.AsyncClient) -> None:
    await order_it(sealed)
    await cancel(sealed)
    await put(sealed, "/v1/offers/ALMA/FLOUR", OFFER | {"rungs": [{"from": 0, "price": "0.50"}]})
    assert (await post(sealed, f"{PATH}/plan"))["plan"] == 1
    orders = await post(sealed, f"{PATH}/purchase-orders")
    assert [(made["number"], made["state"]) for made in orders] == [(1, "cancelled")]
    assert await refused(sealed, f"{PATH}/abandonment", {"reason": "too late"}) == (409, "cycle_bought")


async def test_only_what_was_sent_is_amended(sealed: httpx.AsyncClient) -> None:
    await draft_orders(sealed)
    assert refusal(await amend(sealed, FEWER)) == (409, "purchase_order_not_sent")
    assert refusal(await cancel(sealed)) == (409, "purchase_order_not_sent")


async def test_what_was_received_is_not_amended(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await order_it(sealed)
    await deliver(sealed, received=150_000)
    assert refusal(await amend(sealed, FEWER)) == (409, "amendment_received")
    assert (await sealed.put(f"{PATH}/deliveries", json={"lines": []})).is_success
    async with transaction(supply_engine) as connection:
        await mark_delivered(connection, 1)
    assert refusal(await cancel(sealed)) == (409, "amendment_received")


async def test_only_a_coordinator_amends(sealed: httpx.AsyncClient, volunteer: httpx.AsyncClient) -> None:
    await order_it(sealed)
    assert refusal(await amend(volunteer, FEWER)) == (403, "role_needed")
    assert refusal(await cancel(volunteer)) == (403, "role_needed")
    assert (await shown(sealed))["amendment"] == 0


async def test_a_ladder_that_counts_households_keeps_its_count(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await opened(coordinator, products=TERMS["products"])
    rungs = [{"from": 0, "price": "1.30"}, {"from": 2, "price": "1.10"}]
    await put(coordinator, "/v1/offers/ALMA/FLOUR", OFFER | {"basis": "households", "rungs": rungs})
    both = [order(number, "DUC", FLOUR=75_000) for number in (1, 2)]
    await hear(supply_engine, *both, cycle_sealed(seal("DUC", both)))
    await order_it(coordinator)
    (line,) = (await amend(coordinator, cases(FLOUR=1))).json()["lines"]
    assert (line["rung_from"], line["price"], line["goods_cents"]) == (2, "1.1000", 2_750)
