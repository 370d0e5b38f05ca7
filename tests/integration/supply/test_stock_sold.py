"""Stock that stands at a centre leaves its lots when it is sold there: first expired first out, never below nothing."""

import asyncio
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.centres import CentreRegistered
from shared.contracts.stock import StockAdjusted, StockAdjustedV2
from tests.fixtures.supply_cycle import hear, put
from tests.fixtures.supply_distribution import heard, settle, sold

LATER, SOONER, STAYS = ("A1", "2027-06-30"), ("B2", "2027-03-31"), ("C3", "2027-01-31")


async def standing(client: httpx.AsyncClient) -> dict[str, tuple[int, int]]:
    """At DUC: grams and cents, by lot."""
    found = (await client.get("/v1/stock", params={"centre": "DUC"})).json()["items"]
    return {lot["lot"]: (lot["quantity"], lot["value_cents"]) for lot in found}


@pytest.fixture
async def day(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> httpx.AsyncClient:
    """A coordinator on the day of distribution, with 3 kg in two lots at DUC, and one in the warehouse."""
    await hear(supply_engine, CentreRegistered(version=1, centre="DUC", name="Duchère", active=True, place=""))
    await settle(sealed)
    for number, ((lot, last_day), grams) in enumerate({LATER: 2_000, SOONER: 1_000, STAYS: 0}.items(), start=1):
        entered = {"quantity": 5_000, "value_cents": 501, "best_before": last_day}
        await put(sealed, f"/v1/stock/FLOUR/{lot}", entered)
        if grams:
            sent = {"product": "FLOUR", "lot": lot, "quantity": grams, "centre": "DUC"}
            await put(sealed, f"/v1/stock/transfers/{UUID(int=number)}", sent)
    return sealed


async def test_what_is_sold_is_of_the_lot_that_expires_first(
    day: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    assert await standing(day) == {"A1": (2_000, 200), "B2": (1_000, 100)}
    for _ in range(2):
        await hear(supply_engine, sold(1, 400))
        assert await standing(day) == {"A1": (2_000, 200), "B2": (600, 60)}
    await hear(supply_engine, sold(2, 1_100), sold(3, 60_000, order=2))
    assert await standing(day) == {"A1": (1_500, 150)}
    told = {event.lot: event for event in await heard(supply_engine, StockAdjusted)}
    assert {lot: event.sold for lot, event in told.items() if isinstance(event, StockAdjustedV2)} == {
        "A1": -50,
        "B2": -100,
    }
    (file,) = [one for one in (await day.get("/v1/stock")).json()["items"] if one["lot"] == "C3"]
    assert file["quantity"] == 5_000, "what lies in the warehouse is not sold at a centre"


async def test_what_is_sold_beyond_the_lots_moves_nothing(day: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await hear(supply_engine, sold(1, 2_500))
    await hear(supply_engine, sold(2, 2_500))
    assert await standing(day) == {}
    await hear(supply_engine, sold(1, 2_500, version=2))
    assert await standing(day) == {}, "each has what it took"


async def test_a_sale_told_otherwise_gives_back_what_it_took(
    day: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    before = await standing(day)
    await hear(supply_engine, sold(1, 1_700), sold(2, 300))
    await hear(supply_engine, sold(1, 200, version=2))
    assert await standing(day) == {"A1": (1_700, 170), "B2": (800, 80)}
    await hear(supply_engine, sold(1, 900, order=2, version=3), sold(2, 300, order=2, version=2))
    assert await standing(day) == before, "it was a household's after all"
    await hear(supply_engine, sold(1, 1_700))  # late
    assert await standing(day) == before
    (last, *_) = [one for one in reversed(await heard(supply_engine, StockAdjusted)) if one.lot == "B2"]
    assert not isinstance(last, StockAdjustedV2)


async def test_two_that_hear_it_at_once_take_it_once(day: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    loss = {"product": "FLOUR", "lot": "B2", "quantity": 700, "reason": "damaged", "centre": "DUC"}
    hearing = (hear(supply_engine, sold(1, 400), sold(2, 100)) for _ in range(3))
    lost, _ = await asyncio.gather(day.put(f"/v1/stock/losses/{UUID(int=9)}", json=loss), asyncio.gather(*hearing))
    left = sum(quantity for quantity, _ in (await standing(day)).values())
    assert (lost.status_code, left) in {(201, 1_800), (409, 2_500)}
