"""What holds for every request: who may send it, what is measured, who is woken."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from shared.messaging.outbox import current_traceparent
from shared.web.access import Access, NoRevocations, anyone
from shared.web.app import create_app
from shared.web.tokens import SessionSigner, SessionVerifier

router = APIRouter(dependencies=[Depends(anyone)])


@router.post("/things/{thing}")
async def change(thing: str) -> str:
    return f"{thing} {current_traceparent.get()}"


@router.get("/things/{thing}")
async def look(thing: str) -> str:
    return thing


@router.get("/stream")
async def stream() -> StreamingResponse:
    async def events() -> AsyncIterator[str]:
        yield "data: 1\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")


@router.get("/broken")
async def broken() -> StreamingResponse:
    async def events() -> AsyncIterator[str]:
        yield "half"
        raise LookupError("the rest is gone")

    return StreamingResponse(events())


@pytest.fixture
def wake() -> asyncio.Event:
    return asyncio.Event()


@pytest.fixture
def client(wake: asyncio.Event) -> httpx.AsyncClient:
    access = Access(SessionVerifier([SessionSigner.generate("vrac").public_key], "vrac"), NoRevocations())
    app = create_app("t", access=access, sentences={}, locale=Path("none"), routers=[router], https=False, wake=wake)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://vrac.test")


def counted(method: str, route: str, status: str) -> float:
    labels = {"method": method, "route": route, "status": status}
    return REGISTRY.get_sample_value("vrac_http_request_seconds_count", labels) or 0


@pytest.mark.parametrize("written", ["L26%2F41", "L26%2f41", "%2F", "%252F", "a%20b"])
async def test_a_code_may_hold_a_slash(client: httpx.AsyncClient, written: str) -> None:
    answer = await client.get(f"/things/{written}")
    assert (answer.status_code, answer.json()) == (200, unquote(written))


async def test_a_slash_that_is_not_encoded_parts_an_address(client: httpx.AsyncClient) -> None:
    assert (await client.get("/things/L26/41")).status_code == 404


async def test_requests_are_counted_by_the_routes_template(client: httpx.AsyncClient) -> None:
    before = counted("GET", "/things/{thing}", "200")
    await client.get("/things/0197f0a0")
    assert counted("GET", "/things/{thing}", "200") == before + 1


async def test_an_invented_method_makes_no_measure_of_its_own(client: httpx.AsyncClient) -> None:
    before = counted("other", "unknown", "405") + counted("other", "/things/{thing}", "405")
    await client.request("FOOBAR", "/things/1")
    assert counted("other", "unknown", "405") + counted("other", "/things/{thing}", "405") == before + 1


async def test_a_stream_is_not_timed(client: httpx.AsyncClient) -> None:
    await client.get("/stream")
    assert counted("GET", "/stream", "200") == 0


async def test_only_what_may_change_something_wakes_the_relay(client: httpx.AsyncClient, wake: asyncio.Event) -> None:
    await client.get("/things/1")
    assert not wake.is_set()
    await client.post("/things/1")
    assert wake.is_set()


async def test_each_request_has_a_trace_of_its_own_unless_the_caller_has_one(client: httpx.AsyncClient) -> None:
    first, second = await client.post("/things/1"), await client.post("/things/1")
    assert first.json() != second.json()
    assert first.headers["x-trace-id"] in first.json()
    caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    assert caller in (await client.post("/things/1", headers={"traceparent": caller})).json()
    for nonsense in ("00-xyz", "00-" + "0" * 31 + "é-b7ad6b7169203331-01"):
        assert nonsense not in (await client.post("/things/1", headers={b"traceparent": nonsense.encode()})).text


async def test_without_tls_browsers_are_not_told_to_insist_on_it(client: httpx.AsyncClient) -> None:
    assert "strict-transport-security" not in (await client.get("/things/1")).headers


async def test_an_answer_that_breaks_off_is_not_taken_for_whole(client: httpx.AsyncClient) -> None:
    with capture_logs() as logs, pytest.raises(LookupError):
        await client.get("/broken")
    assert logs[0]["event"] == "request failed"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://vrac.test"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://evil.test"}, 403),
    ],
)
async def test_another_sites_page_cannot_send_even_what_is_open(
    client: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    assert (await client.post("/things/1", headers=headers)).status_code == status
