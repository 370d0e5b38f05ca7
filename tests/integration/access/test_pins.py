"""PINs: several volunteers on one device, each back in their own session, guessed by nobody."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.note_seen_sessions import SeenSessions
from services.orders.storage.session_tables import pins
from shared.contracts.users import SessionRevoked
from shared.database import transaction
from shared.kernel.clock import HeldClock
from tests.fixtures.orders_story import published
from tests.fixtures.racing import held_by, held_up, rows
from tests.fixtures.waiting import eventually, waiting_for_locks
from tests.integration.access.conftest import PASSWORD
from tests.integration.access.test_access import registered

Headers = dict[str, str]
PIN, OTHER_PIN = "2580", "190375"
OURS = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}


@pytest.fixture
async def tablet(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the centre's tablet: it keeps its cookies."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://vrac.test", headers=OURS) as browser:
        yield browser


async def signed_in(browser: httpx.AsyncClient, login: str = "amina", pin: str | None = PIN) -> None:
    answer = await browser.post("/v1/sessions", json={"login": login, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    if pin is not None:
        kept = await browser.put("/v1/account/pin", json={"pin": pin})
        assert kept.status_code == 204, kept.text


async def back(browser: httpx.AsyncClient, user_id: UUID, pin: str = PIN) -> httpx.Response:
    return await browser.post("/v1/sessions/return", json={"user_id": str(user_id), "pin": pin})


async def who(browser: httpx.AsyncClient) -> Any:
    answer = await browser.get("/v1/sessions/current")
    return answer.json().get("user_id") if answer.is_success else answer.json()["code"]


async def test_two_volunteers_take_turns_on_one_device(
    client: httpx.AsyncClient, coordinator: Headers, tablet: httpx.AsyncClient
) -> None:
    amina = await registered(client, coordinator)
    bruno = await registered(client, coordinator, login="bruno", name="Bruno")
    await signed_in(tablet)
    await signed_in(tablet, "bruno", OTHER_PIN)
    assert await who(tablet) == str(bruno)
    found = (await tablet.get("/v1/sessions/returning")).json()
    assert [(one["user_id"], one["name"]) for one in found] == [(str(amina), "Amina B."), (str(bruno), "Bruno")]
    assert {(one["ends_at"], one["seconds_left"]) for one in found} == {("2026-12-02T06:00:00Z", 12 * 3_600)}
    assert (await back(tablet, amina, OTHER_PIN)).json()["code"] == "wrong_pin"
    returned = await back(tablet, amina)
    assert (returned.status_code, returned.json()["expires_at"]) == (201, "2026-12-02T06:00:00Z")
    assert await who(tablet) == str(amina)
    assert (await tablet.post("/v1/sessions/pause")).status_code == 204
    assert await who(tablet) == "signed_out"
    assert (await back(tablet, bruno, OTHER_PIN)).status_code == 201
    assert await who(tablet) == str(bruno)
    sessions = (await client.get(f"/v1/users/{amina}/sessions", headers=coordinator)).json()["sessions"]
    assert len(sessions) == 1


async def test_a_pin_brings_back_what_a_volunteer_may_do_and_nothing_wider(
    client: httpx.AsyncClient, coordinator: Headers, tablet: httpx.AsyncClient
) -> None:
    user_id = await registered(client, coordinator, roles=["coordinator", "volunteer"])
    await signed_in(tablet)
    assert (await tablet.get("/v1/users")).status_code == 200
    returned = await back(tablet, user_id)
    assert (returned.json()["user"]["roles"], returned.json()["user"]["centres"]) == (["volunteer"], ["north"])
    assert (await tablet.get("/v1/users")).status_code == 403
    await registered(client, coordinator, login="tresor", roles=["treasurer"], centres=[])
    await signed_in(tablet, "tresor", pin=None)
    refused = await tablet.put("/v1/account/pin", json={"pin": PIN})
    assert (refused.status_code, refused.json()["code"]) == (409, "pin_for_volunteers")
    assert (await tablet.post("/v1/sessions/pause")).json()["code"] == "pin_missing"


async def test_five_wrong_pins_end_the_session_even_at_once(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk, tablet: httpx.AsyncClient
) -> None:
    amina = await registered(client, coordinator)
    bruno = await registered(client, coordinator, login="bruno", name="Bruno")
    await signed_in(tablet, "bruno", OTHER_PIN)
    await signed_in(tablet, pin="7410")  # of an earlier session: it ends with the last one
    await signed_in(tablet)
    for _ in range(4):
        assert (await back(tablet, amina, "9999")).json()["code"] == "wrong_pin"
    assert (await back(tablet, amina)).status_code == 201  # a right one begins anew
    answers = await held_by(accounts.engine, rows("pins"), *(back(tablet, amina, f"{n}111") for n in range(2, 9)))
    assert {answer.status_code for answer in answers} == {401}
    assert sorted(answer.json()["code"] for answer in answers) == ["pin_ended"] + ["wrong_pin"] * 6
    assert await who(tablet) == "access_revoked"
    assert (await back(tablet, amina)).json()["code"] == "wrong_pin"
    assert [one["name"] for one in (await tablet.get("/v1/sessions/returning")).json()] == ["Bruno"]
    assert (await back(tablet, bruno, OTHER_PIN)).status_code == 201


async def test_a_session_that_ends_while_its_last_pin_is_judged_is_said_to_end_once(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk, tablet: httpx.AsyncClient
) -> None:
    engine, amina = accounts.engine, await registered(client, coordinator)
    await signed_in(tablet)
    for _ in range(4):
        await back(tablet, amina, "9999")
    async with transaction(engine) as half_way:
        async with transaction(engine) as counted:
            await counted.execute(text(rows("users")))
            last = asyncio.create_task(back(tablet, amina, "9999"))
            await eventually(lambda: _wait(engine, 1))
            await half_way.execute(text("LOCK TABLE revoked_sessions IN EXCLUSIVE MODE"))
            leaving = asyncio.create_task(tablet.delete("/v1/sessions/current"))
            await eventually(lambda: _wait(engine, 2))
        await eventually(lambda: _wait(engine, 2))
    assert [(await one).status_code for one in (last, leaving)] == [401, 204]
    assert len(await published(engine, SessionRevoked)) == 1


async def _wait(engine: AsyncEngine, many: int) -> bool:
    return await waiting_for_locks(engine) == many


async def _signing_out(tablet: httpx.AsyncClient, _client: httpx.AsyncClient, _: Headers, _user: UUID) -> None:
    await tablet.delete("/v1/sessions/current")


async def _revocation(_tablet: httpx.AsyncClient, client: httpx.AsyncClient, headers: Headers, user: UUID) -> None:
    await client.post(f"/v1/users/{user}/revocation", headers=headers)


async def _other_centres(_tablet: httpx.AsyncClient, client: httpx.AsyncClient, headers: Headers, user: UUID) -> None:
    body = {"login": "amina", "name": "Amina", "roles": ["volunteer"], "centres": ["south"]}
    assert (await client.put(f"/v1/users/{user}", json=body, headers=headers)).status_code == 200


@pytest.mark.parametrize("ending", [_signing_out, _revocation, _other_centres])
async def test_a_pin_is_worth_nothing_once_its_session_ended(  # noqa: PLR0917 - fixtures
    client: httpx.AsyncClient,
    coordinator: Headers,
    tablet: httpx.AsyncClient,
    accounts: AccountDesk,
    clock: HeldClock,
    ending: Any,
) -> None:
    user_id = await registered(client, coordinator)
    await signed_in(tablet)
    clock.advance(timedelta(seconds=1))
    await ending(tablet, client, coordinator, user_id)
    clock.advance(timedelta(seconds=1))
    assert (await back(tablet, user_id)).json()["code"] == "wrong_pin"
    async with accounts.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(pins)) == 0


async def test_a_pin_is_worth_nothing_elsewhere_or_afterwards(  # noqa: PLR0917 - fixtures
    client: httpx.AsyncClient,
    coordinator: Headers,
    tablet: httpx.AsyncClient,
    app: FastAPI,
    accounts: AccountDesk,
    clock: HeldClock,
) -> None:
    user_id = await registered(client, coordinator)
    await signed_in(tablet)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://vrac.test", headers=OURS) as elsewhere:
        assert (await back(elsewhere, user_id)).json()["code"] == "wrong_pin"
        assert (await elsewhere.get("/v1/sessions/returning")).json() == []
        elsewhere.cookies.set("vrac_device", "guessed")
        assert (await back(elsewhere, user_id)).json()["code"] == "wrong_pin"
    assert (await back(tablet, uuid4())).json()["code"] == "wrong_pin"
    from_elsewhere = await tablet.post("/v1/sessions/return", json={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert from_elsewhere.status_code in {403, 422}
    assert (await back(tablet, user_id)).status_code == 201
    clock.advance(timedelta(hours=12))
    assert (await back(tablet, user_id)).json()["code"] == "wrong_pin"
    await SeenSessions(lambda: clock() + timedelta(seconds=1)).store(accounts.engine)
    async with accounts.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(pins)) == 0


async def test_a_pin_is_set_for_a_session_that_is_open_or_not_at_all(
    client: httpx.AsyncClient, coordinator: Headers, tablet: httpx.AsyncClient, accounts: AccountDesk
) -> None:
    await registered(client, coordinator)
    await signed_in(tablet, pin=None)
    setting, leaving = tablet.put("/v1/account/pin", json={"pin": PIN}), tablet.delete("/v1/sessions/current")
    left, refused = await held_up(accounts.engine, "revoked_sessions", leaving, setting)
    assert (left.is_success, refused.is_success) == (True, False)
    assert refused.json()["code"] == "session_unknown"
    async with accounts.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(pins)) == 0


@pytest.mark.parametrize(
    ("pin", "code"),
    [
        ("123", "pin_malformed"),
        ("1357924", "pin_malformed"),
        ("12a4", "pin_malformed"),
        ("٢٥٨٠", "pin_malformed"),
        ("0000", "pin_too_easy"),
        ("4567", "pin_too_easy"),
        ("987654", "pin_too_easy"),
    ],
)
async def test_a_pin_that_is_guessed_first_is_refused(
    client: httpx.AsyncClient, coordinator: Headers, tablet: httpx.AsyncClient, pin: str, code: str
) -> None:
    await registered(client, coordinator)
    await signed_in(tablet, pin=None)
    refused = await tablet.put("/v1/account/pin", json={"pin": pin})
    assert (refused.status_code, refused.json()["code"]) == (422, code)
