"""One process, three roles: started together, stopped in order, never dying unnoticed."""

import asyncio
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from shared.observability.health import Check
from shared.process import Chore, ProcessRole, Service, running


class Recorded:
    """A worker that writes down what happens to it."""

    def __init__(self, name: str, said: list[str], error: Exception | None = None) -> None:
        self._name, self._said, self._error = name, said, error
        self._stop = asyncio.Event()

    async def run(self) -> None:
        if self._error:
            raise self._error
        await self._stop.wait()
        self._said.append(f"{self._name} finished")

    def stop(self) -> None:
        self._said.append(f"{self._name} asked")
        self._stop.set()


def service(said: list[str], *, relay_error: Exception | None = None, chores: tuple[Chore, ...] = ()) -> Service:
    app = FastAPI()
    release = asyncio.Event()

    @app.get("/slow")
    async def slow() -> str:
        app.state.arrived.set()
        await release.wait()
        said.append("request answered")
        return "done"

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def events() -> AsyncIterator[str]:
            yield "data: first\n\n"
            await app.state.stopping.wait()
            yield "data: last\n\n"

        return StreamingResponse(events(), media_type="text/event-stream")

    app.state.arrived, app.state.release = asyncio.Event(), release

    async def close() -> None:
        said.append("pool closed")

    async def lost() -> str | None:
        fault: str | None = app.state.fault
        return fault

    app.state.fault = None
    return Service(
        name="orders",
        http=lambda: app,
        host="127.0.0.1",
        port=0,
        relay=Recorded("relay", said, relay_error),
        consumer=Recorded("consumer", said),
        close=close,
        checks=(Check("database", lost),),
        chores=chores,
    )


async def test_roles_stop_in_order_and_a_request_in_flight_is_answered() -> None:
    said: list[str] = []
    composed = service(said)
    async with httpx.AsyncClient() as client:
        async with running(composed) as process:
            request = asyncio.create_task(client.get(f"http://127.0.0.1:{process.port}/slow"))
            await composed.http().state.arrived.wait()
            asyncio.get_running_loop().call_later(0.05, composed.http().state.release.set)
        assert (await request).json() == "done"
    assert said == [
        "request answered",
        "consumer asked",
        "consumer finished",
        "relay asked",
        "relay finished",
        "pool closed",
    ]


async def test_a_stream_ends_when_the_process_stops() -> None:
    async with httpx.AsyncClient() as client:
        async with running(service([])) as process:
            stream = asyncio.create_task(client.get(f"http://127.0.0.1:{process.port}/stream"))
            await asyncio.sleep(0.05)
        assert (await stream).text.endswith("data: last\n\n")


async def test_a_role_that_fails_stops_the_process_and_says_so() -> None:
    said: list[str] = []
    with capture_logs() as logs, pytest.raises(RuntimeError, match="a role of orders failed"):
        async with running(service(said, relay_error=ValueError("no outbox"))) as process:
            await process.stopping.wait()
    assert said[-3:] == ["consumer finished", "relay asked", "pool closed"]
    assert [(log["event"], log["role"]) for log in logs if log["log_level"] == "error"] == [
        ("role failed: the process stops", "relay")
    ]


async def test_a_port_that_is_taken_fails_the_process() -> None:
    async with running(service([])) as first:
        taken = service([])
        second = Service(
            name="supply",
            http=taken.http,
            host="127.0.0.1",
            port=first.port,
            relay=taken.relay,
            consumer=taken.consumer,
            close=taken.close,
        )
        with pytest.raises(RuntimeError, match="a role of supply failed"):
            async with running(second) as process:
                await process.stopping.wait()


async def test_ready_means_every_part_is_fine() -> None:
    composed = service([])
    async with running(composed) as process, httpx.AsyncClient(base_url=f"http://127.0.0.1:{process.port}") as client:
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/health/ready")).json() == {"status": "ready", "faults": {}}
        composed.http().state.fault = "gone"
        answer = await client.get("/health/ready")
        assert (answer.status_code, answer.json()["faults"]) == (503, {"database": "gone"})
        process.health.stop()
        assert (await client.get("/health/ready")).json()["faults"] == {"process": "stopping"}


async def test_a_process_without_http_still_shows_health_and_metrics() -> None:
    said: list[str] = []
    async with running(service(said), {ProcessRole.RELAY}) as process, httpx.AsyncClient() as client:
        address = f"http://127.0.0.1:{process.port}"
        assert (await client.get(f"{address}/health/live")).status_code == 200
        assert "vrac_http_request_seconds" in (await client.get(f"{address}/metrics")).text
        assert (await client.get(f"{address}/slow")).status_code == 404
    assert said == ["relay asked", "relay finished", "pool closed"]


async def test_chores_are_repeated_and_an_unexpected_error_in_one_stops_the_process() -> None:
    times: list[str] = []
    before = time.time()

    async def work() -> None:
        times.append("done")
        if len(times) == 2:
            raise ConnectionError  # transient: tried again
        if len(times) == 3:
            raise KeyError("a mistake")

    with pytest.raises(RuntimeError):
        async with running(service([], chores=(Chore("chore", 0, work),))) as process:
            await process.stopping.wait()
    assert len(times) == 3
    done = REGISTRY.get_sample_value("vrac_chore_done_timestamp_seconds", {"service": "orders", "chore": "chore"})
    assert done is not None
    assert done >= before


async def test_work_begins_once_what_it_stands_on_is_there() -> None:
    begun = asyncio.Event()

    async def work() -> None:
        begun.set()

    composed = service([], chores=(Chore("chore", 1, work),))
    composed.http().state.fault = "no tables yet"
    async with running(composed) as process, httpx.AsyncClient(base_url=f"http://127.0.0.1:{process.port}") as client:
        answer = await client.get("/health/ready")
        assert (answer.status_code, answer.json()["faults"]) == (503, {"database": "no tables yet"})
        assert not begun.is_set()
        composed.http().state.fault = None
        async with asyncio.timeout(10):
            await begun.wait()


async def test_a_process_that_waits_can_be_stopped() -> None:
    said: list[str] = []
    composed = service(said)
    composed.http().state.fault = "no tables yet"
    async with running(composed):
        pass
    assert said == ["consumer asked", "relay asked", "pool closed"]
