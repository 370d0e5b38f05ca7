"""The progress to the next price, asked for once and followed as it changes."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request

from services.orders.commands.order_desk import PARIS
from services.orders.metrics import NEXT_RUNG, sample
from services.orders.queries.progress import ProgressBoard
from services.orders.web.api.progress import stream_progress
from services.orders.web.cycle_parts import CycleParts
from shared.contracts.cycles import Basis, ProductLimited
from shared.web.roles import Role
from shared.web.tokens import Session
from tests.fixtures.cycle_http import client, cycle_app
from tests.fixtures.orders_story import CYCLE, add_centres, apply, closing, entry, opened, place


@pytest.fixture
async def engine(orders_engine: AsyncEngine) -> AsyncEngine:
    await add_centres(orders_engine, "DUC", "MIN")
    by_people = entry("SEL", basis=Basis.PARTICIPANTS, rungs=entry().rungs)
    await apply(orders_engine, opened("DUC", "MIN", catalogue=[entry(stock_first=1_000), by_people]))
    return orders_engine


@pytest.fixture
def app(engine: AsyncEngine) -> FastAPI:
    return cycle_app(engine)


@pytest.fixture
async def volunteer(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client(app, Role.VOLUNTEER, centres=("DUC",)) as someone:
        yield someone


async def test_all_centres_count_together_beyond_the_stock(engine: AsyncEngine, volunteer: httpx.AsyncClient) -> None:
    await place(engine, 1, grams=3_000)
    await place(engine, 2, grams=4_000, centre="MIN")
    for number, state in enumerate(("waiting", "cancelled", "late"), start=3):
        await place(engine, number, grams=50_000, state=state)
    seen = (await volunteer.get(f"/v1/cycles/{CYCLE}/progress")).json()
    flour, salt = seen["products"]
    assert (flour["so_far"], flour["stock_first"], flour["counted"]) == (7_000, 1_000, 6_000)
    assert flour["about_price_cents"] == 141
    assert flour["next_rung"] == {
        "starts_at": 10_000,
        "missing": 4_000,
        "about_price_cents": 127,
        "saves_cents": 14,
        "saves_together_cents": 98,
    }
    assert (salt["product"], salt["so_far"], salt["counted"], salt["participants"]) == ("SEL", 0, 2, 2)


async def test_what_there_is_at_most_is_told_whatever_comes_first(engine: AsyncEngine) -> None:
    async def told() -> list[int | None]:
        async with client(cycle_app(engine), Role.VOLUNTEER, centres=("DUC",)) as someone:  # remembers no count
            products = (await someone.get(f"/v1/cycles/{CYCLE}/progress")).json()["products"]
        return [product["at_most"] for product in products]

    def limit(version: int, at_most: int | None) -> ProductLimited:
        return ProductLimited(version=version, cycle=CYCLE, product="FAR", at_most=at_most)

    assert await told() == [None, None], "as much as wanted"
    await apply(engine, limit(2, 8_000))
    await apply(engine, limit(1, 50_000))
    assert await told() == [8_000, None]
    await place(engine, 1, grams=9_000)
    assert await told() == [8_000, None], "no order is refused for it"
    await apply(engine, limit(3, None))
    assert await told() == [None, None]


async def test_operations_see_the_progress_of_open_cycles_only(engine: AsyncEngine) -> None:
    def to_next_price() -> dict[str, float]:
        [gauge] = NEXT_RUNG.collect()
        return {sample.labels["product"]: sample.value for sample in gauge.samples}

    await place(engine, 1, grams=7_000)
    await sample(engine, PARIS)
    assert to_next_price() == {"FAR": 0.6, "SEL": 1 / 10_000}
    await place(engine, 2, grams=4_000)
    await sample(engine, PARIS)
    assert to_next_price() == {"SEL": 2 / 10_000}, "flour has its last price"
    await apply(engine, closing())
    await sample(engine, PARIS)
    assert to_next_price() == {}


async def test_a_count_is_shared_by_whoever_asks_meanwhile(engine: AsyncEngine) -> None:
    moments = iter([0.0, 0.5, 1.0, 5.4, 5.6, 5.6])
    board = ProgressBoard(engine, 1.0, lambda: next(moments))
    before = await board.of(CYCLE)
    await place(engine, 1)
    assert await board.of(CYCLE) is before
    assert await board.of(CYCLE) is before  # counting took 0.5 s: it is remembered for 5
    after = await board.of(CYCLE)
    assert after[0].ordered.quantity == 2_000


def request_of(app: FastAPI, someone: httpx.AsyncClient) -> Request:
    headers = [(b"authorization", someone.headers["authorization"].encode())]
    return Request({"type": "http", "method": "GET", "app": app, "headers": headers})


async def test_the_stream_tells_each_change_and_ends_with_the_service(
    engine: AsyncEngine, app: FastAPI, volunteer: httpx.AsyncClient
) -> None:
    parts = CycleParts(engine)
    parts.board.seconds = 0.01
    stream = stream_progress(CYCLE, parts, request_of(app, volunteer)).__aiter__()
    async with asyncio.timeout(10):
        first = await anext(stream)
        assert (first.event, first.data.products[0].so_far) == ("progress", 0)
        await place(engine, 1)
        second = await anext(stream)
        assert second.data.products[0].so_far == 2_000
        app.state.stopping.set()
        assert [event async for event in stream] == []


async def test_the_stream_ends_with_the_session(
    engine: AsyncEngine, app: FastAPI, volunteer: httpx.AsyncClient
) -> None:
    class Revoked:
        def covers(self, _session: Session) -> bool:
            return True

    parts = CycleParts(engine)
    parts.board.seconds = 0.01
    stream = stream_progress(CYCLE, parts, request_of(app, volunteer)).__aiter__()
    async with asyncio.timeout(10):
        await anext(stream)
        app.state.access = replace(app.state.access, revocations=Revoked())
        assert [event async for event in stream] == []


async def test_the_stream_is_server_sent_events(app: FastAPI, volunteer: httpx.AsyncClient) -> None:
    asyncio.get_running_loop().call_later(0.2, app.state.stopping.set)
    answer = await volunteer.get(f"/v1/cycles/{CYCLE}/progress/stream")
    assert answer.headers["content-type"].startswith("text/event-stream")
    kind, data = answer.text.splitlines()[:2]
    assert kind == "event: progress"
    assert json.loads(data.removeprefix("data: "))["cycle"] == CYCLE
    assert (await volunteer.get("/v1/cycles/1999-01/progress/stream")).status_code == 404
