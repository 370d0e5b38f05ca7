import asyncio
from itertools import count

import httpx
import pytest
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse

from services.play.api import ENGLISH, Api, Refusal, User
from services.play.crowd import for_each
from services.play.reporting import PlainReporter
from services.play.waiting import WaitedInVain, wait_for

PAGES = {None: {"items": [1, 2], "next": "2"}, "2": {"items": [3], "next": None}}


def make_app() -> FastAPI:
    app, tries = FastAPI(), count(1)

    @app.get("/v1/numbers")
    async def numbers(after: str | None = None) -> JSONResponse:
        return JSONResponse(PAGES[after])

    @app.put("/v1/things/{code:path}")
    async def put_thing(code: str, request: Request) -> JSONResponse:
        raw_path = request.scope["raw_path"].decode()
        return JSONResponse({"code": code, "path": raw_path, "who": request.headers["authorization"]})

    @app.post("/v1/no")
    async def refuse(request: Request) -> JSONResponse:
        detail = {"fr": "C'est trop tard.", "en": "It is too late."}[request.headers["accept-language"]]
        return JSONResponse({"code": "too_late", "detail": detail}, status_code=409)

    @app.post("/v1/busy")
    async def busy() -> int:
        if next(tries) == 1:
            raise HTTPException(503)
        return 7

    return app


@pytest.fixture
def api() -> Api:
    client = httpx.AsyncClient(transport=httpx.ASGITransport(make_app()))
    return Api(client, "http://orders.test", "a-token")


async def test_pages_are_followed_to_the_last(api: Api) -> None:
    assert [number async for number in api.pages("numbers")] == [1, 2, 3]


async def test_codes_are_quoted_in_addresses(api: Api) -> None:
    assert await api.put("things", "a b?é", body={}) == {
        "code": "a b?é",
        "path": "/v1/things/a%20b%3F%C3%A9",
        "who": "Bearer a-token",
    }


async def test_a_refusal_carries_the_sentence(api: Api) -> None:
    with pytest.raises(Refusal, match=r"POST /v1/no was refused \(409\): C'est trop tard\.") as refused:
        await api.post("no")
    assert (refused.value.code, refused.value.sentence) == ("too_late", "C'est trop tard.")


async def test_whoever_reads_english_is_answered_in_english(api: Api) -> None:
    with pytest.raises(Refusal, match=r"It is too late\."):
        await User(api, api).answered_in(ENGLISH).orders.post("no")


async def test_a_busy_service_is_asked_again(api: Api) -> None:
    assert await api.post("busy") == 7


async def test_waiting_ends_with_what_was_waited_for() -> None:
    async def never() -> bool:
        return False

    with pytest.raises(WaitedInVain, match="in vain for the moon"):
        await wait_for("the moon", never, within=0)


async def test_the_crowd_is_bounded_and_its_first_failure_ends_all() -> None:
    at_once, most, done = 0, 0, []

    async def work(item: int) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0)
        at_once -= 1
        if item == 30:
            raise Refusal("PUT", 500, {"detail": "broken"})
        done.append(item)

    with pytest.raises(Refusal, match="broken"):
        await for_each(range(1000), work, PlainReporter())
    assert most == 8
    assert len(done) < 100
