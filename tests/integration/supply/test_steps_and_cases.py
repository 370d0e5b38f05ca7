"""Sold by the hectogram, bought in cases of 12.5 kg; litres and pieces weigh what they weigh."""

from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.supply_buying import PATH, order_it, paid, post
from tests.fixtures.supply_cycle import CYCLE, OFFER, PRODUCT, cycle_sealed, draft, hear, opened, order, put, seal

SOAP = PRODUCT | {"unit": "piece", "step": 1}
SACKS = OFFER | {"case_size": 12_500}


async def test_goods_sold_by_the_hectogram_and_bought_in_half_sacks_are_settled_to_the_gram(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await draft(coordinator)
    await put(coordinator, "/v1/products/FLOUR", PRODUCT | {"step": 100})
    await put(coordinator, "/v1/offers/ALMA/FLOUR", SACKS)
    await post(coordinator, f"{PATH}/opening")
    orders = [paid(1, "DUC", 100), paid(2, "DUC", 139_900), paid(3, "DUC", 2_300)]
    await hear(supply_engine, *orders, cycle_sealed(seal("DUC", orders)))
    await order_it(coordinator)
    (line,) = (await coordinator.get(f"{PATH}/plan")).json()["lines"]
    assert (line["cases"], line["quantity"], line["surplus"]) == (12, 150_000, 7_700)
    assert line["goods_cents"] == 15_750
    settled = await post(coordinator, f"{PATH}/settlement")
    assert [product["granted"] for product in settled["products"]] == [142_300]


@pytest.mark.parametrize(("step", "case_size"), [(100, 500), (250, 12_500), (1_000, 25_000)])
async def test_every_usual_step_and_case_is_kept(coordinator: httpx.AsyncClient, step: int, case_size: int) -> None:
    await draft(coordinator)
    kept = await put(coordinator, "/v1/products/FLOUR", PRODUCT | {"step": step})
    offered = await put(coordinator, "/v1/offers/ALMA/FLOUR", OFFER | {"case_size": case_size})
    assert (kept.json()["step"], offered.json()["case_size"]) == (step, case_size)


async def reception(client: httpx.AsyncClient, engine: AsyncEngine, product: dict[str, Any], quantity: int) -> int:
    """How many are needed to unload so much of a product: one a half tonne."""
    await put(client, "/v1/products/SOAP", product)
    await hear(engine, order(1, "DUC", SOAP=quantity))
    shifts = (await post(client, f"/v1/cycles/{CYCLE}/roster"))["shifts"]
    (needed,) = (shift["needed"] for shift in shifts if shift["shift"] == "reception")
    return int(needed)


async def test_shifts_are_sized_from_what_pieces_and_litres_weigh(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await opened(coordinator)
    assert await reception(coordinator, supply_engine, SOAP, 4_000) == 4  # half a kilo each, as nobody said
    assert await reception(coordinator, supply_engine, SOAP | {"net_grams": 1_001}, 4_000) == 9
    (kept,) = (one for one in (await coordinator.get("/v1/products")).json()["items"] if one["product"] == "SOAP")
    assert kept == SOAP | {"product": "SOAP", "net_grams": 1_001}


async def test_a_litre_of_oil_weighs_less_than_a_kilogram(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await opened(coordinator)
    oil = PRODUCT | {"unit": "l"}
    assert await reception(coordinator, supply_engine, oil, 2_100_000) == 5
    assert await reception(coordinator, supply_engine, oil | {"net_grams": 917}, 2_100_000) == 4  # 1 925.7 kg


async def test_what_is_sold_by_weight_has_no_net_weight(coordinator: httpx.AsyncClient) -> None:
    refused = await coordinator.put("/v1/products/FLOUR", json=PRODUCT | {"net_grams": 1_000})
    assert (refused.status_code, refused.json()["code"]) == (422, "net_weight_of_weight")
    for wrong in (0, -1, 1_000_001, 91.7):
        refused = await coordinator.put("/v1/products/SOAP", json=SOAP | {"net_grams": wrong})
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
    assert (await coordinator.get("/v1/products")).json()["items"] == []
