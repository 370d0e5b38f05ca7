"""From proved orders to final prices, as the coordinator calls it: the worked example, to the cent."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.settlements import ReasonCode
from tests.fixtures.supply_buying import (
    DUC,
    MIN,
    NEXT_PATH,
    PATH,
    closing,
    deliver,
    next_cycle_sealed,
    order_it,
    outcomes,
    paid,
    post,
)
from tests.fixtures.supply_cycle import CYCLE, OFFER, PRODUCT, SUPPLIER, cycle_sealed, hear, opened, put, said, seal

LEFT_OUT = {"centre": "MIN", "reason": "the tablet was lost"}


async def test_the_plan_is_the_worked_example(sealed: httpx.AsyncClient) -> None:
    plan = await post(sealed, f"{PATH}/plan")
    assert (plan["objective_cents"], plan["proven"]) == (18_842, True)
    (line,) = plan["lines"]
    shown = {name: line[name] for name in ("supplier", "cases", "quantity", "rung_from", "price", "goods_cents")}
    assert shown == {
        "supplier": "ALMA",
        "cases": 6,
        "quantity": 150_000,
        "rung_from": 150_000,
        "price": "1.0500",
        "goods_cents": 15_750,
    }
    (supplier,) = plan["suppliers"]
    assert (supplier["total_cents"], supplier["households_hold_cents"]) == (21_176, 363 + 9_933 + 10_150)
    assert supplier["gap_cents"] == supplier["total_cents"] - supplier["households_hold_cents"]


async def test_everything_as_ordered_is_the_worked_example(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    settlement = await post(sealed, f"{PATH}/settlement")
    assert (settlement["times_settled"], settlement["invoices_cents"], settlement["stock_kept_cents"]) == (
        1,
        21_176,
        1_269,
    )
    settled = await outcomes(supply_engine, 1)
    assert settled[1].charged == 353
    assert settled[1].lines[0].final_price == 141
    assert settled[1].lines[0].reason is None
    totals = await closing(supply_engine, 1)
    assert totals.orders == len(settled) == 3
    assert totals.held == sum(event.held for event in settled.values())
    assert totals.charged == sum(event.charged for event in settled.values())
    (lot,) = (await sealed.get("/v1/stock")).json()["items"]
    assert lot == {
        "product": "FLOUR",
        "lot": f"{CYCLE}-1",
        "quantity": 9_000,
        "value_cents": 1_269,
        "best_before": None,
    }
    assert (await sealed.get(PATH)).json()["state"] == "settled"


async def test_doing_it_all_again_changes_nothing(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await order_it(sealed)
    first = await post(sealed, f"{PATH}/settlement")
    plan = (await sealed.get(f"{PATH}/plan")).json()
    stock = (await sealed.get("/v1/stock")).json()["items"]
    events = len(await said(supply_engine))
    orders = await post(sealed, f"{PATH}/purchase-orders")
    assert [made["state"] for made in orders] == ["sent"]
    assert await post(sealed, f"{PATH}/plan") == plan
    assert await post(sealed, f"{PATH}/settlement") == first
    assert (await sealed.get("/v1/stock")).json()["items"] == stock
    assert len(await said(supply_engine)) == events


async def test_racing_runs_make_one_plan_and_one_set_of_orders(sealed: httpx.AsyncClient) -> None:
    plans = await asyncio.gather(*(post(sealed, f"{PATH}/plan") for _ in range(4)))
    assert {plan["plan"] for plan in plans} == {1}
    made = await asyncio.gather(*(post(sealed, f"{PATH}/purchase-orders") for _ in range(4)))
    assert [[order["number"] for order in orders] for orders in made] == [[1]] * 4
    await order_it(sealed)
    runs = await asyncio.gather(*(post(sealed, f"{PATH}/settlement") for _ in range(4)))
    assert {run["times_settled"] for run in runs} == {1}


async def test_nothing_is_bought_while_an_order_is_missing(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await opened(coordinator)
    early = await coordinator.post(f"{PATH}/plan")
    assert early.json()["code"] == "cycle_not_sealed"
    await hear(supply_engine, *DUC, cycle_sealed(seal("DUC", DUC), seal("MIN", MIN)))
    refused = await coordinator.post(f"{PATH}/plan")
    assert (refused.status_code, refused.json()["code"]) == (409, "centres_not_proved")
    assert "MIN" in refused.json()["detail"]
    assert (await coordinator.get(f"{PATH}/plan")).json()["code"] == "no_plan"


async def test_a_centre_left_out_is_not_bought_for(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await opened(coordinator)
    await hear(supply_engine, *DUC, cycle_sealed(seal("DUC", DUC), seal("MIN", MIN)))
    await post(coordinator, f"{PATH}/left-out-centres", LEFT_OUT)
    plan = await post(coordinator, f"{PATH}/plan")
    assert plan["lines"][0]["demand"] == 71_000
    asked = {(choice["kind"], choice["subject"]) for choice in plan["choices"]}
    assert asked == {("left_out", "MIN"), ("unbought", "FLOUR")}
    await hear(supply_engine, *MIN)  # they come after all: too late, their money is on its way back
    await order_it(coordinator)
    await post(coordinator, f"{PATH}/settlement")
    assert sorted(await outcomes(supply_engine, 1)) == [1, 2]
    assert (await closing(supply_engine, 1)).left_out == [MIN[0].group_order_id]


LATER: dict[str, Any] = {
    "step": 25_000,
    "vat_basis_points": 2_000,
    "shelf_days": 3,
    "surplus_loss_basis_points": 10_000,
    "shortage_policy": "lottery",
}


async def test_a_product_edited_after_settling_changes_nothing_of_it(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    await deliver(sealed, received=100_000)
    first = await post(sealed, f"{PATH}/settlement")
    events = await said(supply_engine)
    await put(sealed, "/v1/products/FLOUR", PRODUCT | LATER)
    assert await post(sealed, f"{PATH}/settlement") == first
    assert await said(supply_engine) == events
    await deliver(sealed, received=99_500)
    await post(sealed, f"{PATH}/settlement")
    lines = [event.lines[0] for event in (await outcomes(supply_engine, 2)).values()]
    assert {line.reason.code for line in lines if line.reason} == {ReasonCode.SHORT_PRO_RATA}
    assert sum(line.granted for line in lines) == 99_500, "by steps of 500 g, as it was sold"


async def test_a_product_edited_while_it_is_on_sale_is_planned_as_it_was_sold(sealed: httpx.AsyncClient) -> None:
    first = await post(sealed, f"{PATH}/plan")
    terms = {name: LATER[name] for name in ("shelf_days", "surplus_loss_basis_points", "shortage_policy")}
    await put(sealed, "/v1/products/FLOUR", PRODUCT | terms)
    assert await post(sealed, f"{PATH}/plan") == first


async def test_a_short_delivery_is_shared_and_said(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await order_it(sealed)
    await deliver(sealed, received=100_000)
    await post(sealed, f"{PATH}/settlement")
    settled = await outcomes(supply_engine, 1)
    lines = {number: event.lines[0] for number, event in settled.items()}
    assert sum(line.granted for line in lines.values()) == 100_000
    assert {line.granted % 500 for line in lines.values()} == {0}
    reason = lines[1].reason
    assert reason is not None
    assert (reason.code, reason.demand, reason.available) == (ReasonCode.SHORT_PRO_RATA, 141_000, 100_000)


async def test_nothing_delivered_gives_everything_back(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await order_it(sealed)
    await deliver(sealed, received=0)
    settlement = await post(sealed, f"{PATH}/settlement")
    assert (settlement["charged_cents"], settlement["invoices_cents"]) == (0, 0)
    assert settlement["rebates_cents"] == settlement["held_cents"]
    settled = await outcomes(supply_engine, 1)
    assert {event.lines[0].final_price for event in settled.values()} == {None}
    assert {event.lines[0].reason.code for event in settled.values() if event.lines[0].reason} == {
        ReasonCode.NOT_DELIVERED
    }


@pytest.mark.parametrize(
    ("correction", "charged_less"),
    [
        ({"received": 150_000, "invoiced_price": "1.20"}, False),
        ({"received": 150_000, "invoiced_price": "0.95"}, True),
        ({"received": 100_000, "invoiced_price": None}, True),
        ({"received": 175_000, "invoiced_price": None}, True),
    ],
)
async def test_a_correction_never_raises_a_charge(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine, correction: dict[str, Any], *, charged_less: bool
) -> None:
    await order_it(sealed)
    await post(sealed, f"{PATH}/settlement")
    await deliver(sealed, **correction)
    corrected = await post(sealed, f"{PATH}/settlement")
    assert corrected["times_settled"] == 2
    before, after = await outcomes(supply_engine, 1), await outcomes(supply_engine, 2)
    assert all(after[number].charged <= before[number].charged for number in before)
    charged = [sum(event.charged for event in events.values()) for events in (before, after)]
    assert (charged[1] < charged[0]) is charged_less
    assert (await closing(supply_engine, 2)).version > (await closing(supply_engine, 1)).version
    lots = (await sealed.get("/v1/stock")).json()["items"]
    kept = {lot["product"]: lot["value_cents"] for lot in lots}
    assert kept.get("FLOUR", 0) == corrected["stock_kept_cents"]


async def test_stock_goes_first_and_what_is_left_of_a_lot_stays(sealed: httpx.AsyncClient) -> None:
    await put(sealed, "/v1/stock/FLOUR/A1", {"quantity": 150_000, "value_cents": 15_001, "best_before": "2027-06-30"})
    await put(sealed, "/v1/stock/FLOUR/OLD", {"quantity": 9_000, "value_cents": 900, "best_before": "2026-12-18"})
    plan = await post(sealed, f"{PATH}/plan")
    (line,) = plan["lines"]
    assert (line["stock_used"], line["need"], line["supplier"]) == (141_000, 0, None)
    assert await order_it(sealed) == []
    settlement = await post(sealed, f"{PATH}/settlement")
    used = (2 * 15_001 * 141 + 150) // 300
    assert (settlement["stock_used_cents"], settlement["stock_kept_cents"]) == (used, 0)
    lots = {
        lot["lot"]: (lot["quantity"], lot["value_cents"]) for lot in (await sealed.get("/v1/stock")).json()["items"]
    }
    assert lots == {"A1": (9_000, 15_001 - used), "OLD": (9_000, 900)}


async def test_settling_waits_for_the_purchase_orders(sealed: httpx.AsyncClient) -> None:
    assert (await sealed.post(f"{PATH}/settlement")).json()["code"] == "no_plan"
    await post(sealed, f"{PATH}/plan")
    refused = await sealed.post(f"{PATH}/settlement")
    assert (refused.json()["code"], refused.json()["figures"]["suppliers"]) == ("purchase_orders_not_sent", ["ALMA"])
    assert (await sealed.get(f"{PATH}/settlement")).json()["code"] == "not_settled"


async def test_a_changed_offer_changes_the_plan_until_an_order_is_approved(sealed: httpx.AsyncClient) -> None:
    first = await post(sealed, f"{PATH}/plan")
    offer = {"case_size": 25_000, "max_cases": 5, "basis": "quantity", "rungs": [{"from": 0, "price": "1.20"}]}
    await put(sealed, "/v1/offers/ALMA/FLOUR", offer)
    second = await post(sealed, f"{PATH}/plan")
    assert (first["plan"], second["plan"]) == (1, 2)
    assert second["lines"][0]["cases"] == 5
    await order_it(sealed)
    await put(sealed, "/v1/offers/ALMA/FLOUR", offer | {"max_cases": 4})
    assert (await post(sealed, f"{PATH}/plan"))["plan"] == 2


async def test_only_a_coordinator_plans_and_settles(volunteer: httpx.AsyncClient) -> None:
    for path in ("plan", "settlement"):
        assert (await volunteer.post(f"{PATH}/{path}")).status_code == 403


async def test_stock_promised_to_another_cycle_is_not_used_twice(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await put(sealed, "/v1/stock/FLOUR/A1", {"quantity": 100_000, "value_cents": 10_000, "best_before": None})
    await next_cycle_sealed(sealed, supply_engine, 60_000)
    (line,) = (await post(sealed, f"{NEXT_PATH}/plan"))["lines"]
    assert (line["stock_used"], line["need"]) == (60_000, 0)
    (line,) = (await post(sealed, f"{PATH}/plan"))["lines"]
    assert (line["stock_used"], line["need"]) == (40_000, 101_000)


async def test_what_is_ordered_is_not_planned_again_for_another_demand(
    sealed: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await order_it(sealed)
    more = [paid(3, "MIN", 71_000).model_copy(update={"version": 2})]
    resealed = cycle_sealed(seal("DUC", DUC), seal("MIN", more)).model_copy(update={"version": 2})
    await hear(supply_engine, *more, resealed)
    refused = await sealed.post(f"{PATH}/plan")
    assert (refused.status_code, refused.json()["code"]) == (409, "purchase_order_approved")


async def test_a_plan_line_says_by_name_what_the_next_best_supplier_would_have_cost(
    sealed: httpx.AsyncClient,
) -> None:
    await put(sealed, "/v1/suppliers/BRES", SUPPLIER | {"name": "Ferme de Bresse", "delivery_fee_cents": 0})
    await put(sealed, "/v1/offers/BRES/FLOUR", OFFER | {"rungs": [{"from": 0, "price": "1.50"}]})
    plan = await post(sealed, f"{PATH}/plan")
    (line,) = plan["lines"]
    assert line["supplier"] == "ALMA"
    assert line["elsewhere"] == "The next best, from Ferme de Bresse, delivery counted: €29.50 more to pay."
    french = (await sealed.get(f"{PATH}/plan", headers={"Accept-Language": "fr"})).json()
    assert french["lines"][0]["elsewhere"].startswith("Le meilleur choix suivant, Ferme de Bresse")
    assert [choice["sentence"] for choice in plan["choices"] if "ALMA" in choice["sentence"]] == []
