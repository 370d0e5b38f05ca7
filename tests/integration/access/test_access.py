"""Signing in, users and revoked access, through the front door."""

import asyncio
import json
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import httpx
import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from sqlalchemy import insert, select, text, update

from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.passwords import Passwords
from services.orders.domain.access import LONGEST_CENTRES
from services.orders.queries.users import user_by_id
from services.orders.storage.access_tables import credentials
from services.orders.storage.centre_tables import centres
from services.orders.storage.messaging_tables import outbox
from services.orders.web.access_sentences import ACCESS_SENTENCES
from shared.contracts.users import AccessRevoked
from shared.database import transaction
from shared.kernel.clock import HeldClock
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from shared.web.translation import untranslated
from tests.fixtures.racing import held_by, held_up, rows
from tests.fixtures.waiting import eventually, waiting_for_locks
from tests.integration.access.conftest import LOCALE, PASSWORD


def amina(**other: Any) -> dict[str, Any]:
    body = {"login": "Amina", "name": "Amina B.", "password": PASSWORD, "roles": ["volunteer"], "centres": ["north"]}
    return body | other


async def sign_in(client: httpx.AsyncClient, login: str = "amina", password: str = PASSWORD) -> httpx.Response:
    answer = await client.post("/v1/sessions", json={"login": login, "password": password})
    client.cookies.clear()
    return answer


async def registered(client: httpx.AsyncClient, coordinator: dict[str, str], **other: Any) -> UUID:
    user_id = uuid7()
    answer = await client.put(f"/v1/users/{user_id}", json=amina(**other), headers=coordinator)
    assert answer.status_code == 201, answer.text
    return user_id


async def published(accounts: AccountDesk) -> list[AccessRevoked]:
    async with accounts.engine.connect() as connection:
        payloads = await connection.scalars(select(outbox.c.payload).order_by(outbox.c.sequence))
        return [AccessRevoked.model_validate_json(payload) for payload in payloads]


async def waiting(accounts: AccountDesk, people: int) -> bool:
    return await waiting_for_locks(accounts.engine) == people


async def test_a_volunteer_signs_in_and_is_known(client: httpx.AsyncClient, coordinator: dict[str, str]) -> None:
    user_id = await registered(client, coordinator)
    answer = await client.post("/v1/sessions", json={"login": " AMINA ", "password": PASSWORD})
    assert answer.status_code == 201
    assert answer.json()["user"] == {
        "id": str(user_id),
        "login": "amina",
        "roles": ["volunteer"],
        "centres": ["north"],
    }
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in ("vrac_session=", "HttpOnly", "SameSite=lax", "Secure", "Max-Age=43200"))
    current = await client.get("/v1/sessions/current")
    assert (current.status_code, current.json()["user_id"]) == (200, str(user_id))
    client.cookies.clear()
    bearer = {"Authorization": f"Bearer {answer.json()['token']}"}
    assert (await client.get("/v1/sessions/current", headers=bearer)).json()["centres"] == ["north"]
    assert (await client.get("/v1/users", headers=bearer)).status_code == 403


async def test_signing_out_removes_the_cookie(client: httpx.AsyncClient, coordinator: dict[str, str]) -> None:
    await registered(client, coordinator)
    await client.post("/v1/sessions", json={"login": "amina", "password": PASSWORD})
    assert (await client.delete("/v1/sessions/current")).status_code == 204
    assert (await client.get("/v1/sessions/current")).status_code == 401


@pytest.mark.parametrize(("login", "password"), [("amina", "wrong, but long enough"), ("nobody", PASSWORD)])
async def test_a_wrong_login_or_password_gets_one_answer(
    client: httpx.AsyncClient, coordinator: dict[str, str], login: str, password: str
) -> None:
    await registered(client, coordinator)
    answer = await sign_in(client, login, password)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_login_or_password")
    assert login not in answer.text


async def test_a_session_ends_after_twelve_hours(
    client: httpx.AsyncClient, coordinator: dict[str, str], clock: HeldClock
) -> None:
    clock.advance(timedelta(hours=12, seconds=29))
    assert (await client.get("/v1/users", headers=coordinator)).status_code == 200
    clock.advance(timedelta(seconds=1))
    answer = await client.get("/v1/users", headers=coordinator)
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


async def test_many_wrong_passwords_make_the_login_wait_even_at_once(
    client: httpx.AsyncClient, coordinator: dict[str, str], accounts: AccountDesk, clock: HeldClock
) -> None:
    await registered(client, coordinator)
    assert (await sign_in(client, password="wrong already")).status_code == 401
    guesses = (sign_in(client, password=f"guess number {n}") for n in range(7))
    answers = await held_by(accounts.engine, rows("sign_in_attempts"), *guesses)
    assert sorted(answer.status_code for answer in answers) == [401] * 4 + [429] * 3
    refused = await sign_in(client)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert "Wait 1 s," in refused.json()["detail"]
    clock.advance(timedelta(seconds=1))
    assert (await sign_in(client)).status_code == 201
    assert (await sign_in(client, password="wrong again, sadly")).status_code == 401


async def test_many_right_passwords_at_once_all_sign_in(client: httpx.AsyncClient, coordinator: dict[str, str]) -> None:
    await registered(client, coordinator)
    for _ in range(3):
        answers = await asyncio.gather(*(sign_in(client) for _ in range(4)))
        assert [answer.status_code for answer in answers] == [201] * 4


async def test_registering_twice_is_one_user_and_keeps_the_session(
    client: httpx.AsyncClient, coordinator: dict[str, str], accounts: AccountDesk
) -> None:
    user_id = await registered(client, coordinator)
    bearer = {"Authorization": f"Bearer {(await sign_in(client)).json()['token']}"}
    again = await client.put(f"/v1/users/{user_id}", json=amina(), headers=coordinator)
    assert (again.status_code, again.json()["login"]) == (200, "amina")
    renamed = await client.put(f"/v1/users/{user_id}", json=amina(name="Amina C.", password=None), headers=coordinator)
    assert renamed.json()["name"] == "Amina C."
    assert (await client.get("/v1/sessions/current", headers=bearer)).status_code == 200
    assert await published(accounts) == []


@pytest.mark.parametrize(
    "change", [{"centres": ["south"]}, {"roles": ["treasurer"]}, {"password": "another long sentence"}]
)
async def test_changed_access_ends_open_sessions_in_both_services(
    client: httpx.AsyncClient,
    coordinator: dict[str, str],
    accounts: AccountDesk,
    clock: HeldClock,
    change: dict[str, Any],
) -> None:
    user_id = await registered(client, coordinator)
    bearer = {"Authorization": f"Bearer {(await sign_in(client)).json()['token']}"}
    clock.advance(timedelta(microseconds=1))
    assert (await client.put(f"/v1/users/{user_id}", json=amina(**change), headers=coordinator)).status_code == 200
    answer = await client.get("/v1/sessions/current", headers=bearer)
    assert (answer.status_code, answer.json()["code"]) == (401, "access_revoked")
    assert [(event.user_id, event.before) for event in await published(accounts)] == [(user_id, clock())]
    clock.advance(timedelta(microseconds=1))
    fresh = await sign_in(client, password=change.get("password", PASSWORD))
    bearer = {"Authorization": f"Bearer {fresh.json()['token']}"}
    assert (await client.get("/v1/sessions/current", headers=bearer)).status_code == 200


async def test_revoked_access_ends_sessions_and_the_password(
    client: httpx.AsyncClient, coordinator: dict[str, str], accounts: AccountDesk
) -> None:
    user_id = await registered(client, coordinator)
    bearer = {"Authorization": f"Bearer {(await sign_in(client)).json()['token']}"}
    for _ in range(2):
        assert (await client.post(f"/v1/users/{user_id}/revocation", headers=coordinator)).status_code == 204
    assert (await client.get("/v1/sessions/current", headers=bearer)).status_code == 401
    assert (await sign_in(client)).json()["code"] == "wrong_login_or_password"
    shown = await client.get(f"/v1/users/{user_id}", headers=coordinator)
    assert shown.json()["may_sign_in"] is False
    assert (await published(accounts))[0].user_id == user_id
    assert (await client.post(f"/v1/users/{uuid7()}/revocation", headers=coordinator)).status_code == 404


@pytest.mark.parametrize(
    "change", [None, {"centres": ["south"]}, {"roles": ["treasurer"]}, {"password": "another long sentence"}]
)
async def test_a_sign_in_that_meets_a_change_of_access_waits_and_is_refused(
    client: httpx.AsyncClient,
    coordinator: dict[str, str],
    accounts: AccountDesk,
    clock: HeldClock,
    change: dict[str, Any] | None,
) -> None:
    user_id = await registered(client, coordinator)
    clock.advance(timedelta(microseconds=1))
    address = f"/v1/users/{user_id}"
    async with asyncio.TaskGroup() as group, transaction(accounts.engine) as holding:
        await holding.execute(text("LOCK TABLE revoked_access IN SHARE MODE"))  # the change can't be stored yet
        changing = group.create_task(
            client.post(f"{address}/revocation", headers=coordinator)
            if change is None
            else client.put(address, json=amina(**change), headers=coordinator)
        )
        await eventually(partial(waiting, accounts, 1))
        clock.advance(timedelta(microseconds=1))
        signing_in = group.create_task(sign_in(client))
        await eventually(partial(waiting, accounts, 2))
    assert changing.result().is_success
    assert (signing_in.result().status_code, signing_in.result().json()["code"]) == (401, "wrong_login_or_password")


async def test_a_login_registered_twice_at_once_belongs_to_one(
    client: httpx.AsyncClient, coordinator: dict[str, str], accounts: AccountDesk
) -> None:
    asked = (client.put(f"/v1/users/{uuid7()}", json=amina(), headers=coordinator) for _ in range(4))
    answers = await held_up(accounts.engine, "credentials", *asked)
    assert [answer.status_code for answer in answers] == [201, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"login_taken"}


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"login": "é"}, "login_malformed"),
        ({"login": "claire"}, "login_taken"),
        ({"password": "short"}, "password_too_short"),
        ({"password": "x" * 201}, "password_too_long"),
        ({"login": "amina.benali", "password": "Amina.Benali"}, "password_is_login"),
        ({"email": "no address"}, "invalid_request"),
        ({"name": "  "}, "invalid_request"),
        ({"name": "Amina\nB."}, "invalid_request"),
        ({"roles": []}, "role_missing"),
        ({"centres": []}, "volunteer_without_centre"),
        ({"centres": ["nowhere"]}, "unknown_centres"),
        ({"roles": ["queen"]}, "invalid_request"),
        ({"colour": "red"}, "invalid_request"),
    ],
)
async def test_a_user_that_cannot_be_is_refused_with_a_sentence(
    client: httpx.AsyncClient, coordinator: dict[str, str], other: dict[str, Any], code: str
) -> None:
    answer = await client.put(f"/v1/users/{uuid7()}", json=amina(**other), headers=coordinator)
    assert answer.json()["code"] == code
    assert 400 <= answer.status_code < 500
    assert len(answer.json()["detail"]) > 30
    assert len((await client.get("/v1/users", headers=coordinator)).json()["items"]) == 1


@pytest.mark.parametrize("code", ["centre-{:04}", "é{:03}"])  # a letter with an accent takes six characters in a token
async def test_a_session_of_as_many_centres_as_one_user_may_have_fits_into_a_cookie(
    client: httpx.AsyncClient, coordinator: dict[str, str], accounts: AccountDesk, code: str
) -> None:
    length = len(json.dumps(code.format(0))) + 1
    codes = [code.format(n) for n in range(LONGEST_CENTRES // length + 1)]
    assert len(codes) > 150
    async with transaction(accounts.engine) as connection:
        rows = [{"code": code, "version": 1, "name": code, "place": "", "active": True} for code in codes]
        await connection.execute(insert(centres), rows)
    roles = [role.value for role in Role]
    refused = await client.put(f"/v1/users/{uuid7()}", json=amina(roles=roles, centres=codes), headers=coordinator)
    assert (refused.status_code, refused.json()["code"]) == (422, "too_many_centres")
    await registered(client, coordinator, roles=roles, centres=codes[:-1])
    answer = await client.post("/v1/sessions", json={"login": "amina", "password": PASSWORD})
    longest = max(len(cookie) for cookie in answer.headers.get_list("set-cookie"))
    assert longest <= 4096 - len("n" * 64)  # another network's name may be longer
    assert len((await client.get("/v1/sessions/current")).json()["centres"]) == len(codes) - 1


async def test_users_come_in_pages(client: httpx.AsyncClient, coordinator: dict[str, str]) -> None:
    await registered(client, coordinator)
    first = (await client.get("/v1/users?limit=1", headers=coordinator)).json()
    assert ([user["login"] for user in first["items"]], first["next"]) == (["amina"], "amina")
    last = (await client.get(f"/v1/users?limit=1&after={first['next']}", headers=coordinator)).json()
    assert ([user["login"] for user in last["items"]], last["next"]) == (["claire"], None)


async def test_only_the_coordinator_registers_users(client: httpx.AsyncClient, coordinator: dict[str, str]) -> None:
    await registered(client, coordinator)
    bearer = {"Authorization": f"Bearer {(await sign_in(client)).json()['token']}"}
    for headers, status in (({}, 401), (bearer, 403)):
        assert (await client.put(f"/v1/users/{uuid7()}", json=amina(), headers=headers)).status_code == status


async def test_passwords_are_kept_as_argon2id_hashes_as_costly_as_owasp_asks() -> None:
    kept = await Passwords().hash(PASSWORD)
    parameters = extract_parameters(kept)
    assert parameters.type is Type.ID
    assert parameters.memory_cost >= 19 * 1024
    assert parameters.time_cost >= 2


async def test_a_hash_of_weaker_parameters_is_renewed_at_sign_in(
    client: httpx.AsyncClient, coordinator: dict[str, str], accounts: AccountDesk
) -> None:
    user_id = await registered(client, coordinator)
    weaker = PasswordHasher(time_cost=1, memory_cost=32, parallelism=1).hash(PASSWORD)
    async with transaction(accounts.engine) as connection:
        await connection.execute(
            update(credentials).where(credentials.c.user_id == user_id).values(password_hash=weaker)
        )
    assert (await sign_in(client)).status_code == 201
    async with accounts.engine.connect() as connection:
        user = await user_by_id(connection, user_id)
    assert user is not None
    assert user.password_hash != weaker
    assert (await sign_in(client)).status_code == 201


def test_every_sentence_of_access_has_its_french() -> None:
    assert untranslated(ACCESS_SENTENCES, LOCALE) == []
