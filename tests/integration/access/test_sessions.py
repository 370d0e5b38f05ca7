"""Open sessions: listed with their device, ended one by one or all, in both services."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.note_seen_sessions import KEPT, SeenSessions
from services.orders.storage.access_tables import revoked_sessions
from services.orders.storage.session_tables import sessions
from services.supply.storage.access_tables import revoked_access as heard_by_supply
from shared.contracts.users import AccessRevoked, SessionRevoked
from shared.database import transaction
from shared.kernel.clock import HeldClock
from shared.web.revocations import RevokedAccess
from shared.web.tokens import SessionVerifier
from tests.fixtures.orders_story import published
from tests.fixtures.racing import held_up, locked_first
from tests.integration.access.conftest import PASSWORD
from tests.integration.access.test_access import registered

Headers = dict[str, str]


async def signed_in(client: httpx.AsyncClient, device: str, login: str = "amina") -> Headers:
    typed = {"login": login, "password": PASSWORD, "device": device}
    answer = await client.post("/v1/sessions", json=typed)
    client.cookies.clear()
    return {"Authorization": f"Bearer {answer.json()['token']}"}


async def listed(client: httpx.AsyncClient, bearer: Headers) -> dict[str, Any]:
    answer = await client.get("/v1/account/sessions", headers=bearer)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_ones_sessions_are_listed_with_their_device(
    client: httpx.AsyncClient, coordinator: Headers, clock: HeldClock
) -> None:
    user_id = await registered(client, coordinator)
    await signed_in(client, "Tablette 2")
    clock.advance(timedelta(minutes=5))
    laptop = await signed_in(client, "Portable")
    found = await listed(client, laptop)
    assert [one["device"] for one in found["sessions"]] == ["Portable", "Tablette 2"]
    assert found["current"] == found["sessions"][0]["id"]
    assert found["sessions"][0] | {"id": ""} == {
        "id": "",
        "device": "Portable",
        "began_at": "2026-12-01T18:05:00Z",
        "seen_at": "2026-12-01T18:05:00Z",
        "ends_at": "2026-12-02T06:05:00Z",
        "roles": ["volunteer"],
    }
    by_coordinator = await client.get(f"/v1/users/{user_id}/sessions", headers=coordinator)
    assert by_coordinator.json()["sessions"] == found["sessions"]
    clock.advance(timedelta(hours=11, minutes=58))
    assert [one["device"] for one in (await listed(client, laptop))["sessions"]] == ["Portable"]


async def test_one_session_is_ended_and_the_others_go_on(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk, supply_engine: AsyncEngine
) -> None:
    user_id = await registered(client, coordinator)
    tablet, laptop = await signed_in(client, "Tablette 2"), await signed_in(client, "Portable")
    lost = (await listed(client, tablet))["current"]
    for _ in range(2):
        assert (await client.delete(f"/v1/account/sessions/{lost}", headers=laptop)).status_code == 204
    answer = await client.get("/v1/sessions/current", headers=tablet)
    assert (answer.status_code, answer.json()["code"]) == (401, "access_revoked")
    assert [one["device"] for one in (await listed(client, laptop))["sessions"]] == ["Portable"]
    (said,) = await published(accounts.engine, SessionRevoked)
    assert (said.session_id, said.user_id) == (UUID(lost), user_id)
    supply = RevokedAccess(heard_by_supply, accounts.clock)
    async with transaction(supply_engine) as connection:
        await supply.apply(connection, [said, said])
    await supply.refresh(supply_engine)
    verifier = SessionVerifier([accounts.signer.public_key], "vrac", accounts.clock)
    tokens = [headers["Authorization"].removeprefix("Bearer ") for headers in (tablet, laptop)]
    assert [supply.covers(verifier.verify(token)) for token in tokens] == [True, False]


async def test_a_coordinator_ends_one_or_all_and_the_password_stays(
    client: httpx.AsyncClient, coordinator: Headers, clock: HeldClock
) -> None:
    user_id = await registered(client, coordinator)
    tablet, laptop = await signed_in(client, "Tablette 2"), await signed_in(client, "Portable")
    one = (await listed(client, tablet))["current"]
    assert (await client.delete(f"/v1/users/{user_id}/sessions/{one}", headers=coordinator)).status_code == 204
    assert (await client.get("/v1/sessions/current", headers=tablet)).status_code == 401
    assert (await client.get("/v1/sessions/current", headers=laptop)).status_code == 200
    assert (await client.delete(f"/v1/users/{user_id}/sessions", headers=coordinator)).status_code == 204
    assert (await client.get("/v1/sessions/current", headers=laptop)).status_code == 401
    assert (await client.get(f"/v1/users/{user_id}/sessions", headers=coordinator)).json()["sessions"] == []
    clock.advance(timedelta(microseconds=1))
    again = await signed_in(client, "Portable")
    assert len((await listed(client, again))["sessions"]) == 1


async def test_all_ones_own_sessions_end_this_one_too(client: httpx.AsyncClient, coordinator: Headers) -> None:
    await registered(client, coordinator)
    tablet, laptop = await signed_in(client, "Tablette 2"), await signed_in(client, "Portable")
    assert (await client.delete("/v1/account/sessions", headers=laptop)).status_code == 204
    for headers in (tablet, laptop):
        assert (await client.get("/v1/sessions/current", headers=headers)).status_code == 401


async def test_signing_out_ends_the_session_not_only_its_cookie(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk
) -> None:
    await registered(client, coordinator)
    tablet = await signed_in(client, "Tablette 2")
    for _ in range(2):
        assert (await client.delete("/v1/sessions/current", headers=tablet)).status_code == 204
    assert (await client.get("/v1/sessions/current", headers=tablet)).json()["code"] == "access_revoked"
    assert len(await published(accounts.engine, SessionRevoked)) == 1


async def test_another_persons_session_is_as_unknown_as_none(client: httpx.AsyncClient, coordinator: Headers) -> None:
    user_id = await registered(client, coordinator)
    tablet = await signed_in(client, "Tablette 2")
    hers = (await listed(client, coordinator))["current"]
    for session in (hers, str(uuid4())):
        answer = await client.delete(f"/v1/account/sessions/{session}", headers=tablet)
        assert (answer.status_code, answer.json()["code"]) == (404, "session_unknown")
    assert (await client.delete(f"/v1/users/{user_id}/sessions/{hers}", headers=coordinator)).status_code == 404
    for address in (f"/v1/users/{user_id}/sessions", f"/v1/users/{user_id}/sessions/{hers}"):
        assert (await client.delete(address, headers=tablet)).status_code == 403
    assert (await client.get(f"/v1/users/{user_id}/sessions", headers=tablet)).status_code == 403
    assert (await client.get(f"/v1/users/{uuid4()}/sessions", headers=coordinator)).status_code == 404
    assert (await client.get("/v1/sessions/current", headers=coordinator)).status_code == 200


async def test_a_session_ended_twice_at_once_is_said_once(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk
) -> None:
    user_id = await registered(client, coordinator)
    tablet = await signed_in(client, "Tablette 2")
    address = f"/v1/users/{user_id}/sessions/{(await listed(client, tablet))['current']}"
    both = (client.delete(address, headers=coordinator) for _ in range(2))
    answers = await held_up(accounts.engine, "revoked_sessions", *both)
    assert [answer.status_code for answer in answers] == [204, 204]
    assert len(await published(accounts.engine, SessionRevoked)) == 1


async def test_all_sessions_ended_twice_at_once_is_said_twice_the_second_newer(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk
) -> None:
    user_id = await registered(client, coordinator)
    both = (client.delete(f"/v1/users/{user_id}/sessions", headers=coordinator) for _ in range(2))
    answers = await held_up(accounts.engine, "revoked_access", *both)
    assert [answer.status_code for answer in answers] == [204, 204]
    first, second = await published(accounts.engine, AccessRevoked)
    assert first.version < second.version


@pytest.mark.parametrize("at_once", [1, 3])
async def test_when_a_session_was_seen_is_known_to_the_minute_and_long_over_it_is_forgotten(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk, clock: HeldClock, at_once: int
) -> None:
    await registered(client, coordinator)
    tablet = await signed_in(client, "Tablette 2")
    verifier = SessionVerifier([accounts.signer.public_key], "vrac", clock)
    processes = [SeenSessions(clock) for _ in range(at_once)]
    for process in processes:
        process.note(verifier.verify(tablet["Authorization"].removeprefix("Bearer ")))
    clock.advance(timedelta(minutes=1))
    await asyncio.gather(*(process.store(accounts.engine) for process in processes))
    assert (await listed(client, tablet))["sessions"][0]["seen_at"] == "2026-12-01T18:01:00Z"
    await client.delete("/v1/sessions/current", headers=tablet)
    clock.advance(KEPT + timedelta(hours=13))
    await processes[0].store(accounts.engine)
    async with accounts.engine.connect() as connection:
        left = [await connection.scalar(select(func.count()).select_from(t)) for t in (sessions, revoked_sessions)]
    assert left == [0, 0]


async def test_sessions_that_were_seen_are_locked_in_the_order_of_their_ids(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk, clock: HeldClock
) -> None:
    await registered(client, coordinator)
    verifier, seen = SessionVerifier([accounts.signer.public_key], "vrac", clock), SeenSessions(clock)
    found = []
    for device in ("Tablette 2", "Portable"):
        session = verifier.verify((await signed_in(client, device))["Authorization"].removeprefix("Bearer "))
        seen.note(session)
        found.append(str(session.id))
    first, second = sorted(found)
    async with transaction(accounts.engine) as connection:  # written last, it lies behind the other
        await connection.execute(update(sessions).where(sessions.c.id == UUID(first)).values(label="Tablette 3"))
    before, after = (f"sessions WHERE id = '{one}'" for one in (first, second))
    await locked_first(accounts.engine, before, after, seen.store(accounts.engine))
