"""What the shop nearby asks, dated: noted, corrected, never deleted."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.racing import held_up
from tests.fixtures.supply_cycle import PRODUCT, put

PATH = "/v1/products/FLOUR/reference-prices"
SEEN: dict[str, Any] = {"price_cents": 195, "source": "supermarket X, leaflet of 2026-11"}


@pytest.fixture
async def flour(coordinator: httpx.AsyncClient) -> httpx.AsyncClient:
    await put(coordinator, "/v1/products/FLOUR", PRODUCT)
    return coordinator


async def noted(client: httpx.AsyncClient) -> list[tuple[str, int]]:
    prices = (await client.get(PATH)).json()["prices"]
    return [(price["from_date"], price["price_cents"]) for price in prices]


async def test_a_new_day_leaves_the_prices_before_it(flour: httpx.AsyncClient) -> None:
    assert (await put(flour, f"{PATH}/2026-11-01", SEEN)).status_code == 201
    assert (await put(flour, f"{PATH}/2027-02-01", SEEN | {"price_cents": 210})).status_code == 201
    assert await noted(flour) == [("2027-02-01", 210), ("2026-11-01", 195)]
    assert (await flour.delete(f"{PATH}/2026-11-01")).status_code == 405


async def test_sent_twice_it_stands_once_and_a_slip_is_corrected(flour: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(put(flour, f"{PATH}/2026-11-01", SEEN) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.text for answer in answers}) == 1
    assert (await put(flour, f"{PATH}/2026-11-01", SEEN | {"price_cents": 159})).status_code == 200
    assert await noted(flour) == [("2026-11-01", 159)]


async def test_noted_by_two_at_once_the_last_one_stands(flour: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    noting = (flour.put(f"{PATH}/2026-11-01", json=SEEN | {"price_cents": cents}) for cents in (195, 210))
    answers = await held_up(supply_engine, "reference_prices", *noting)
    first, last = sorted(answers, key=lambda answer: -answer.status_code)
    assert (first.status_code, last.status_code) == (201, 200)
    assert await noted(flour) == [("2026-11-01", last.json()["price_cents"])]


@pytest.mark.parametrize(
    ("path", "change", "code"),
    [
        (f"{PATH}/2026-11-01", {"price_cents": 0}, "invalid_request"),
        (f"{PATH}/2026-11-01", {"price_cents": 1.95}, "invalid_request"),
        (f"{PATH}/2026-11-01", {"source": ""}, "invalid_request"),
        (f"{PATH}/november", {}, "invalid_request"),
        ("/v1/products/NONE/reference-prices/2026-11-01", {}, "product_unknown"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    flour: httpx.AsyncClient, path: str, change: dict[str, Any], code: str
) -> None:
    response = await flour.put(path, json=SEEN | change)
    assert (response.status_code, response.json()["code"]) == (404 if code == "product_unknown" else 422, code)
    assert await noted(flour) == []


async def test_only_the_coordinator_notes_and_reads_them(
    flour: httpx.AsyncClient, volunteer: httpx.AsyncClient
) -> None:
    for request in (volunteer.put(f"{PATH}/2026-11-01", json=SEEN), volunteer.get(PATH)):
        assert (await request).json()["code"] == "role_needed"
    assert (await flour.get("/v1/products/NONE/reference-prices")).json()["code"] == "product_unknown"
