"""Signing in once serves both services, and ends in both."""

import httpx
from sqlalchemy import select

from services.orders.storage.messaging_tables import outbox
from shared.database import create_engine
from shared.kernel.ids import uuid7
from tests.fixtures.waiting import eventually
from tests.integration.web.conftest import LOGIN, PASSWORD, Network

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def bearer(vrac: Network, login: str = LOGIN) -> dict[str, str]:
    answer = await vrac.orders.post("/v1/sessions", json={"login": login, "password": PASSWORD})
    vrac.orders.cookies.clear()
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


async def with_two_centres(vrac: Network, coordinator: dict[str, str]) -> None:
    for centre in ("north", "south"):
        body = {"name": centre, "active": True, "place": ""}
        answer = await vrac.orders.put(f"/v1/centres/{centre}", json=body, headers=coordinator | {"traceparent": TRACE})
        assert answer.status_code == 201, answer.text


async def test_one_session_serves_both_services_until_access_is_revoked(vrac: Network) -> None:
    claire = await bearer(vrac)
    await with_two_centres(vrac, claire)

    async def heard() -> bool:
        answer = await vrac.supply.get("/v1/centres", headers=claire)
        return answer.status_code == httpx.codes.OK and "south" in answer.text

    await eventually(heard)
    second = uuid7()
    body = {"login": "bruno", "name": "Bruno", "password": PASSWORD, "roles": ["coordinator"], "centres": []}
    assert (await vrac.orders.put(f"/v1/users/{second}", json=body, headers=claire)).status_code == 201
    bruno = await bearer(vrac, "bruno")
    assert (await vrac.supply.get("/v1/centres", headers=bruno)).status_code == 200
    assert (await vrac.orders.post(f"/v1/users/{second}/revocation", headers=claire)).status_code == 204
    assert (await vrac.orders.get("/v1/users", headers=bruno)).json()["code"] == "access_revoked"

    async def refused() -> bool:
        answer = await vrac.supply.get("/v1/centres", headers=bruno)
        return answer.status_code == 401 and answer.json()["code"] == "access_revoked"

    await eventually(refused)
    assert (await vrac.supply.get("/v1/centres", headers=claire)).status_code == 200


async def test_events_carry_the_trace_of_the_request_that_made_them(vrac: Network) -> None:
    await with_two_centres(vrac, await bearer(vrac))
    engine = create_engine(vrac.orders_database, application_name="tests")
    async with engine.connect() as connection:
        headers = set(await connection.scalars(select(outbox.c.headers["traceparent"].astext)))
    await engine.dispose()
    assert headers == {TRACE}


async def test_both_say_that_they_are_ready_and_what_they_measure(vrac: Network) -> None:
    for client in (vrac.orders, vrac.supply):

        async def ready(client: httpx.AsyncClient = client) -> bool:
            return bool((await client.get("/health/ready")).json() == {"status": "ready", "faults": {}})

        await eventually(ready)  # its consumer has joined its group
        assert "vrac_outbox" in (await client.get("/metrics")).text
        assert (await client.get("/v1/openapi.json")).json()["paths"]
