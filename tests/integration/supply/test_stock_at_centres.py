"""Stock at a centre moves by itself: sold there, first expired first out, and brought back at the end of the day."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.contracts.centres import CentreRegistered
from shared.contracts.group_orders import GoodsSoldV2
from shared.contracts.stock import StockAdjusted, StockAdjustedV3
from shared.kernel.clock import HeldClock
from tests.fixtures.racing import held_up
from tests.fixtures.supply_buying import PATH, order_it, post
from tests.fixtures.supply_cycle import hear, put
from tests.fixtures.supply_distribution import hand, heard, settle, sold, weighed
from tests.fixtures.supply_receiving import at, body, line

DAY = f"{PATH}/centres/DUC/distribution"
LATER, SOONER, STAYS = ("A1", "2027-06-30"), ("B2", "2027-03-31"), ("C3", "2027-01-31")


async def standing(client: httpx.AsyncClient, **where: str) -> dict[str, tuple[int, int]]:
    """At DUC, or elsewhere: grams and cents, by lot."""
    found = (await client.get("/v1/stock", params=where or {"centre": "DUC"})).json()["items"]
    return {lot["lot"]: (lot["quantity"], lot["value_cents"]) for lot in found}


async def in_warehouse(client: httpx.AsyncClient) -> dict[str, tuple[int, int]]:
    """The balances, which are what all movements come to."""
    balances = await standing(client, limit="100")
    assert balances == await standing(client, at="9999-12-31")
    return balances


async def back(client: httpx.AsyncClient, returned: int) -> None:
    """Noted at the end of the day at DUC."""
    await put(client, f"{DAY}/back/FLOUR", {"returned": returned})


@pytest.fixture
async def day(sealed: httpx.AsyncClient, supply_engine: AsyncEngine) -> httpx.AsyncClient:
    """A coordinator on the day of distribution, with 3 kg in two lots at DUC, and one in the warehouse."""
    await hear(supply_engine, CentreRegistered(version=1, centre="DUC", name="Duchère", active=True, place=""))
    await order_it(sealed)
    await put(sealed, at(), body(line(150_000, lot="D61", best_before="2027-12-31")))
    await post(sealed, "/v1/purchase-orders/1/complete")
    await post(sealed, f"{PATH}/settlement")
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
    told = {event.lot: (event.sold, event.last_sale) for event in await heard(supply_engine, StockAdjustedV3)}
    assert told == {"A1": (-50, UUID(int=2)), "B2": (-100, UUID(int=2)), "C3": (0, None)}
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
    (last, *_) = [one for one in reversed(await heard(supply_engine, StockAdjustedV3)) if one.lot == "B2"]
    assert (last.sold, last.last_sale) == (0, UUID(int=1)), "that gave it back last"


async def test_a_sale_that_is_taken_back_gives_back_what_it_took(
    day: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    before = await standing(day)
    await hear(supply_engine, sold(1, 1_700))
    taken_back = GoodsSoldV2(**{**dict(sold(1, 1_700, version=2)), "quantity": 0})
    for _ in range(2):
        await hear(supply_engine, taken_back)
    assert await standing(day) == before
    await hear(supply_engine, sold(1, 1_700))  # late
    assert await standing(day) == before
    (flour,) = (await day.get(DAY)).json()["goods"]
    assert flour["sold"] == 0


async def test_two_that_hear_it_at_once_take_it_once(day: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    loss = {"product": "FLOUR", "lot": "B2", "quantity": 700, "reason": "damaged", "centre": "DUC"}
    hearing = (hear(supply_engine, sold(1, 400), sold(2, 100)) for _ in range(3))
    lost, _ = await asyncio.gather(day.put(f"/v1/stock/losses/{UUID(int=9)}", json=loss), asyncio.gather(*hearing))
    left = sum(quantity for quantity, _ in (await standing(day)).values())
    assert (lost.status_code, left) in {(201, 1_800), (409, 2_500)}


def losing(client: httpx.AsyncClient, lot: str, quantity: int, **where: str) -> Coroutine[Any, Any, httpx.Response]:
    loss = {"product": "FLOUR", "lot": lot, "quantity": quantity, "reason": "damaged"}
    return client.put(f"/v1/stock/losses/{UUID(int=9)}", json=loss | where)


async def test_what_is_sold_while_goods_are_lost_is_of_what_is_left(
    day: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await held_up(
        supply_engine, "stock_movements", losing(day, "B2", 700, centre="DUC"), hear(supply_engine, sold(1, 400))
    )
    assert await standing(day) == {"A1": (1_900, 190)}


async def test_what_comes_back_while_goods_are_lost_is_what_is_left(
    day: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    before = await in_warehouse(day)
    await held_up(supply_engine, "stock_movements", losing(day, "B2", 700, centre="DUC"), back(day, 2_300))
    assert await standing(day) == {}
    assert await in_warehouse(day) == before | {"A1": (5_000, 501), "B2": (4_300, 431)}


async def test_what_is_sent_along_while_goods_are_lost_is_of_what_is_left(
    day: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    sending = put(day, f"{DAY}/sent/FLOUR", {"sent": 75_000})
    await held_up(supply_engine, "stock_movements", losing(day, "C3", 4_500), sending)
    assert (await standing(day))["C3"][0] == 500
    assert "C3" not in await in_warehouse(day)


async def test_what_comes_back_is_in_the_warehouse_again(
    day: httpx.AsyncClient, volunteer: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    before = await in_warehouse(day)
    assert before["D61"][0] == 9_000, "kept"
    await hand(volunteer, 1, lines=weighed(2_400))
    await hear(supply_engine, sold(1, 400))
    for _ in range(2):
        await back(volunteer, 2_700)
        assert await standing(day) == {}
        there = {"A1": (5_000, 501), "B2": (4_600, 461), "C3": (5_000, 501), "D61": (9_100, before["D61"][1])}
        assert await in_warehouse(day) == there, "the lots that stood there, and what a household did not want"
    await back(volunteer, 9_000)
    assert await in_warehouse(day) == there, "nothing is known of more"
    await back(volunteer, 2_000)
    assert await standing(day) == {"A1": (600, 60)}
    assert (await in_warehouse(day))["D61"][0] == 9_000
    await back(volunteer, 0)
    assert await standing(day) == {"A1": (2_000, 200), "B2": (600, 60)}


async def test_goods_that_nobody_fetched_come_into_the_days_lot_once_nobody_waits_for_them(
    sealed: httpx.AsyncClient, clock: HeldClock, supply_engine: AsyncEngine
) -> None:
    await settle(sealed)
    before = await in_warehouse(sealed)
    await hand(sealed, 1)
    await back(sealed, 68_500)
    assert await in_warehouse(sealed) == before, "its household may still come"
    clock.moment = datetime(2026, 12, 27, 12, tzinfo=UTC)
    await post(sealed, f"{PATH}/hand-overs/{UUID(int=2)}/release")
    await hear(supply_engine, sold(1, 500, order=2), sold(2, 1_000))
    await back(sealed, 67_000)
    assert await in_warehouse(sealed) == before | {"2026-12-DUC": (67_000, 0)}
    assert await heard(supply_engine, StockAdjusted) == [], "worth nothing: nothing to say"


async def test_what_was_released_since_comes_back_when_the_day_is_closed(
    sealed: httpx.AsyncClient, clock: HeldClock
) -> None:
    await settle(sealed)
    await hand(sealed, 1)
    await back(sealed, 68_500)
    clock.moment = datetime(2026, 12, 27, 12, tzinfo=UTC)
    await post(sealed, f"{PATH}/hand-overs/{UUID(int=2)}/release")
    assert "2026-12-DUC" not in await in_warehouse(sealed)
    await asyncio.gather(*(post(sealed, f"{DAY}/closing", {}) for _ in range(2)))
    assert (await in_warehouse(sealed))["2026-12-DUC"] == (68_500, 0)


async def test_surplus_that_is_noted_as_sent_leaves_the_warehouse(day: httpx.AsyncClient) -> None:
    """The orders' own 71 kg are no stock; 3 kg stand there already, sent by hand."""

    async def sent(grams: int) -> dict[str, tuple[int, int]]:
        await put(day, f"{DAY}/sent/FLOUR", {"sent": grams})
        return await standing(day)

    by_hand, before = await standing(day), await in_warehouse(day)
    assert await sent(70_000) == by_hand
    assert await sent(74_000) == by_hand
    for _ in range(2):
        assert await sent(75_000) == by_hand | {"C3": (1_000, 100)}, "first the lot that expires first"
    assert await sent(74_500) == by_hand | {"C3": (500, 50)}
    assert await in_warehouse(day) == before | {"C3": (4_500, 451)}
    everything = await sent(500_000)
    assert (await in_warehouse(day), sum(grams for grams, _ in everything.values())) == ({}, 24_000)
    assert await sent(71_000) == {}
    assert sum(grams for grams, _ in (await in_warehouse(day)).values()) == 24_000


async def test_surplus_that_is_noted_after_it_was_sold_is_sold(
    sealed: httpx.AsyncClient, volunteer: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await settle(sealed)
    ((lot, (kept, value)),) = (await in_warehouse(sealed)).items()
    await hear(supply_engine, sold(1, 1_600), sold(2, 500, order=2))
    await put(sealed, f"{DAY}/sent/FLOUR", {"sent": 73_000})
    part = value * 2_000 // kept
    assert (await standing(sealed))[lot][0] == 400
    await back(volunteer, 300)
    await put(sealed, f"{DAY}/sent/FLOUR", {"sent": 73_200})
    assert ((await standing(sealed))[lot][0], (await in_warehouse(sealed))[lot][0]) == (300, kept - 2_200 + 300)
    (*_, told) = await heard(supply_engine, StockAdjustedV3)
    assert abs(told.sold + part * 1_600 // 2_000) <= 1
