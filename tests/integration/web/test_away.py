"""While the database is away people are told to try again, and nothing breaks."""

from pathlib import Path

import httpx
from fastapi import APIRouter, Depends
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from services.local.ports import free_port
from shared.database import create_engine, transaction
from shared.web.access import Access, NoRevocations, anyone
from shared.web.app import create_app
from shared.web.tokens import SessionSigner, SessionVerifier


def client_of(engine: AsyncEngine) -> httpx.AsyncClient:
    router = APIRouter(dependencies=[Depends(anyone)])

    @router.get("/{statement}")
    async def run(statement: str) -> str:
        async with transaction(engine) as connection:
            return str(await connection.scalar(text(f"SELECT {statement}")))

    access = Access(SessionVerifier([SessionSigner.generate("vrac").public_key], "vrac"), NoRevocations())
    app = create_app("test", access=access, sentences={}, locale=Path("none"), routers=[router])
    transport = httpx.ASGITransport(app)
    return httpx.AsyncClient(transport=transport, base_url="https://vrac.test", headers={"Accept-Language": "en"})


async def test_a_database_that_is_away_is_a_503_that_says_what_to_do() -> None:
    engine = create_engine(f"postgresql://vrac@127.0.0.1:{free_port()}/orders", application_name="tests")
    answer = await client_of(engine).get("/1")
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "try_again", "1")
    assert "Send the same again in a moment" in answer.json()["detail"]


async def test_a_database_that_does_not_answer_in_time_is_one_that_is_away(orders_database: str) -> None:
    engine = create_engine(orders_database, application_name="tests", statement_seconds=2)
    client = client_of(engine)
    answer = await client.get("/pg_sleep(60)")
    assert (answer.status_code, answer.json()["code"]) == (503, "try_again")
    assert (await client.get("/1")).json() == "1"
    await engine.dispose()


async def test_a_mistake_of_the_program_is_a_500_without_its_details(orders_engine: AsyncEngine) -> None:
    client = client_of(orders_engine)
    assert (await client.get("/1")).json() == "1"
    with capture_logs() as logs:
        answer = await client.get("/nonsense")
    assert [log["event"] for log in logs] == ["request failed", "request"]
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "nonsense" not in answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-trace-id"]
