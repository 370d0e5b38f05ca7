"""What became of each line, over HTTP: only what was posted, page by page, with the reason in words."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.household_tables import households
from shared.contracts.settlements import HouseholdOrderSettled, Reason, ReasonCode, SettledLine
from shared.database import transaction
from shared.web.roles import Role
from tests.fixtures.cycle_http import client, cycle_app
from tests.fixtures.orders_story import CYCLE, add_centres, apply, closing, control, opened, place, settled

ADDRESS = f"/v1/cycles/{CYCLE}/settlements"


def short(number: int, granted: int, charged: int) -> HouseholdOrderSettled:
    event = settled(number, 1, charged)
    reason = Reason(code=ReasonCode.SHORT_PRO_RATA, demand=6_500, available=5_000)
    line = SettledLine(product="FAR", granted=granted, final_price=127, charged=charged, reason=reason)
    return event.model_copy(update={"lines": [line]})


@pytest.fixture
async def engine(orders_engine: AsyncEngine) -> AsyncEngine:
    await add_centres(orders_engine, "DUC", "MIN")
    await apply(orders_engine, opened("DUC", "MIN"))
    await place(orders_engine, 1)
    await place(orders_engine, 2)
    await place(orders_engine, 3, centre="MIN", grams=500)
    await apply(orders_engine, closing())
    return orders_engine


@pytest.fixture
async def coordinator(engine: AsyncEngine) -> AsyncIterator[httpx.AsyncClient]:
    async with client(cycle_app(engine), Role.COORDINATOR) as someone:
        yield someone


async def test_nothing_is_shown_before_it_is_posted(engine: AsyncEngine, coordinator: httpx.AsyncClient) -> None:
    await apply(engine, short(1, 1_500, 191), settled(2, 1, 254))
    assert (await coordinator.get(ADDRESS)).json() == {"items": [], "next": None}


async def test_each_line_says_what_came_back_and_why(engine: AsyncEngine, coordinator: httpx.AsyncClient) -> None:
    run = [short(1, 1_500, 191), settled(2, 1, 254)]
    await apply(engine, *run, control(1, run, left_out=["MIN"]))
    first, second, left_out = (await coordinator.get(ADDRESS)).json()["items"]
    assert first == {
        "household_number": "000001",
        "product": "FAR",
        "ordered": 2_000,
        "granted": 1_500,
        "ceiling_price_cents": 145,
        "final_price_cents": 127,
        "held_cents": 290,
        "charged_cents": 191,
        "rebate_cents": 99,
        "reason": "Il y avait 5 kg pour 6,5 kg commandés en tout : "
        "chacun a reçu une part en proportion de sa commande.",
    }
    assert (second["granted"], second["rebate_cents"], second["reason"]) == (2_000, 36, None)
    assert (left_out["granted"], left_out["charged_cents"], left_out["rebate_cents"]) == (0, 0, 72)
    assert left_out["final_price_cents"] is None
    assert left_out["reason"].startswith("La commande de ce centre n’a pas pu être jointe")


async def test_the_list_comes_in_pages(engine: AsyncEngine, coordinator: httpx.AsyncClient) -> None:
    run = [short(1, 1_500, 191), settled(2, 1, 254), settled(3, 1, 60, centre="MIN", grams=500)]
    await apply(engine, *run, control(1, run))
    numbers, after = [], ""
    while after is not None:
        page = (await coordinator.get(ADDRESS, params={"limit": 2, "after": after})).json()
        numbers += [line["household_number"] for line in page["items"]]
        after = page["next"]
    assert numbers == ["000001", "000002", "000003"]


async def test_a_volunteer_sees_their_centres_lines(engine: AsyncEngine) -> None:
    run = [settled(1, 1, 254), settled(2, 1, 254), settled(3, 1, 60, centre="MIN", grams=500)]
    await apply(engine, *run, control(1, run))
    app = cycle_app(engine)
    async with client(app, Role.VOLUNTEER, centres=("MIN",), language="en") as volunteer:
        (line,) = (await volunteer.get(ADDRESS)).json()["items"]
        assert line["household_number"] == "000003"
        assert (await volunteer.get(f"/v1/cycles/{CYCLE}")).json()["state"] == "settled"


async def test_pages_hold_every_line_whatever_a_member_number_looks_like(
    engine: AsyncEngine, coordinator: httpx.AsyncClient
) -> None:
    async with transaction(engine) as connection:
        for number, other in (("000002", "000001|A"), ("000003", "é" * 64)):
            table = households.c.number
            await connection.execute(households.update().where(table == number).values(number=other))
    run = [short(1, 1_500, 191), settled(2, 1, 254), settled(3, 1, 64, centre="MIN", grams=500)]
    await apply(engine, *run, control(1, run))
    seen, after = [], None
    for _ in range(3):
        query = {"limit": "1"} if after is None else {"limit": "1", "after": after}
        page = (await coordinator.get(ADDRESS, params=query)).json()
        seen += [line["household_number"] for line in page["items"]]
        after = page["next"]
    assert (seen, after) == (["000001", "000001|A", "é" * 64], None)
    refused = await coordinator.get(ADDRESS, params={"after": "nowhere"})
    assert (refused.status_code, refused.json()["code"]) == (422, "page_unknown")
