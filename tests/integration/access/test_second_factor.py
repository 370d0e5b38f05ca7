"""The second factor: enrolled with a code, asked for at each sign-in, each code once; recovery codes; who needs one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from services.orders.commands.account_desk import AccountDesk
from services.orders.commands.revoke_access import revoke_access
from services.orders.commands.sealed_secrets import SealedSecrets
from services.orders.domain.second_factor import Mode, SecondFactorRules
from services.orders.storage.access_tables import revoked_access
from services.orders.storage.audit_tables import audit_trail
from services.orders.storage.second_factor_tables import recovery_codes, second_factors
from services.orders.web.accounts import Accounts
from shared.kernel.clock import HeldClock
from shared.web.revocations import RevokedAccess
from shared.web.tokens import SessionCookie
from tests.fixtures.racing import held_by, rows
from tests.integration.access.conftest import PASSWORD
from tests.integration.access.test_access import registered

Headers = dict[str, str]
WRONG = "000000"
STEP = timedelta(seconds=30)


async def post(client: httpx.AsyncClient, address: str, headers: Headers | None = None, **body: Any) -> httpx.Response:
    answer = await client.post(f"/v1/{address}", json=body, headers=headers)
    client.cookies.clear()
    return answer


async def signing_in(client: httpx.AsyncClient, login: str = "amina") -> Any:
    answer = await post(client, "sessions", login=login, password=PASSWORD)
    assert answer.is_success, answer.text
    return answer.json()


def bearer(session: dict[str, Any]) -> Headers:
    return {"Authorization": f"Bearer {session['token']}"}


class App:
    """The app on somebody's phone."""

    def __init__(self, secret: str, clock: HeldClock) -> None:
        self._totp, self._clock = pyotp.TOTP(secret), clock

    def code(self, late: timedelta = timedelta()) -> str:
        return self._totp.at(self._clock() - late)


async def enrolled(client: httpx.AsyncClient, headers: Headers, clock: HeldClock) -> tuple[App, list[str]]:
    secret = (await post(client, "account/second-factor", headers, password=PASSWORD)).json()["secret"]
    app = App(secret, clock)
    answer = await post(client, "account/second-factor/confirmation", headers, code=app.code())
    assert answer.status_code == 201, answer.text
    clock.advance(STEP)
    return app, answer.json()["recovery_codes"]


@pytest.fixture
def needed(app: FastAPI, accounts: AccountDesk, coordinator: Headers) -> None:  # noqa: ARG001 - signed in before
    """From now on this network's wider roles need a second factor."""
    app.state.accounts = Accounts(replace(accounts, second_factor=SecondFactorRules(Mode.NEEDED)), SessionCookie())


async def test_enrolled_it_is_asked_for_in_a_second_step(
    client: httpx.AsyncClient, coordinator: Headers, clock: HeldClock
) -> None:
    user_id = await registered(client, coordinator)
    amina = bearer(await signing_in(client))
    begun = await post(client, "account/second-factor", amina, password=PASSWORD)
    secret, uri = begun.json()["secret"], begun.json()["uri"]
    assert pyotp.parse_uri(uri).secret == secret
    assert uri.startswith("otpauth://totp/VRAC:amina?")
    assert "challenge" not in await signing_in(client)  # not before a code was seen
    app = App(secret, clock)
    done = await post(client, "account/second-factor/confirmation", amina, code=app.code())
    assert (done.status_code, len(set(done.json()["recovery_codes"])), done.json()["session"]) == (201, 10, None)
    clock.advance(STEP)
    asked = await signing_in(client)
    assert sorted(asked) == ["challenge", "expires_at"]
    assert asked["expires_at"] == "2026-12-01T18:05:30Z"
    no_session = await client.get("/v1/sessions/current", headers={"Authorization": f"Bearer {asked['challenge']}"})
    assert no_session.status_code == 401
    session = await post(client, "sessions/second-factor", challenge=asked["challenge"], code=app.code())
    assert (session.status_code, session.json()["user"]["id"]) == (201, str(user_id))
    current = await client.get("/v1/account/second-factor", headers=bearer(session.json()))
    assert current.json() == {"enrolled": True, "needed": False, "recovery_codes_left": 10}


async def test_a_code_counts_once_even_at_once(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk, clock: HeldClock
) -> None:
    await registered(client, coordinator)
    app, _ = await enrolled(client, bearer(await signing_in(client)), clock)
    challenge = (await signing_in(client))["challenge"]
    typed = (post(client, "sessions/second-factor", challenge=challenge, code=app.code()) for _ in range(4))
    answers = await held_by(accounts.engine, rows("second_factors"), *typed)
    assert sorted(answer.status_code for answer in answers) == [201, 401, 401, 401]
    again = await post(client, "sessions/second-factor", challenge=challenge, code=app.code())
    assert (again.status_code, again.json()["code"]) == (401, "wrong_code")


@pytest.mark.parametrize(
    ("late", "status"), [(2 * STEP, 401), (STEP, 201), (timedelta(), 201), (-STEP, 201), (-2 * STEP, 401)]
)
async def test_a_clock_one_step_off_is_forgiven(
    client: httpx.AsyncClient, coordinator: Headers, clock: HeldClock, late: timedelta, status: int
) -> None:
    await registered(client, coordinator)
    app, _ = await enrolled(client, bearer(await signing_in(client)), clock)
    clock.advance(5 * STEP)
    challenge = (await signing_in(client))["challenge"]
    answer = await post(client, "sessions/second-factor", challenge=challenge, code=app.code(late))
    assert answer.status_code == status


async def test_many_wrong_codes_make_the_next_wait_even_at_once(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk, clock: HeldClock
) -> None:
    await registered(client, coordinator)
    app, _ = await enrolled(client, bearer(await signing_in(client)), clock)
    challenge = (await signing_in(client))["challenge"]
    first, *others = (post(client, "sessions/second-factor", challenge=challenge, code=WRONG) for _ in range(8))
    assert (await first).status_code == 401
    answers = await held_by(accounts.engine, rows("sign_in_attempts"), *others)
    assert sorted(answer.status_code for answer in answers) == [401] * 4 + [429] * 3
    assert "challenge" in await signing_in(client)  # the password alone makes nobody wait
    refused = await post(client, "sessions/second-factor", challenge=challenge, code=app.code())
    assert refused.status_code == 429
    clock.advance(timedelta(seconds=1))
    assert (await post(client, "sessions/second-factor", challenge=challenge, code=app.code())).status_code == 201


async def test_a_recovery_code_counts_once_however_it_is_typed(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk, clock: HeldClock
) -> None:
    await registered(client, coordinator)
    app, codes = await enrolled(client, bearer(await signing_in(client)), clock)
    challenge = (await signing_in(client))["challenge"]
    typed = codes[0].upper().replace("-", " ").replace("0", "O")
    first = await post(client, "sessions/second-factor", challenge=challenge, code=typed)
    assert first.status_code == 201
    assert (await post(client, "sessions/second-factor", challenge=challenge, code=codes[0])).status_code == 401
    state = await client.get("/v1/account/second-factor", headers=bearer(first.json()))
    assert state.json()["recovery_codes_left"] == 9
    both = {"password": PASSWORD, "code": app.code()}
    renewed = await post(client, "account/second-factor/recovery-codes", bearer(first.json()), **both)
    assert len(set(renewed.json()["recovery_codes"]) - set(codes)) == 10
    assert (await post(client, "sessions/second-factor", challenge=challenge, code=codes[1])).status_code == 401
    async with accounts.engine.connect() as connection:
        stored = {bytes(digest) for digest in await connection.scalars(select(recovery_codes.c.code_digest))}
    assert not {code.encode() for code in renewed.json()["recovery_codes"]} & stored


async def test_the_secret_is_sealed_in_the_database(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk
) -> None:
    user_id = await registered(client, coordinator)
    amina = bearer(await signing_in(client))
    secret = (await post(client, "account/second-factor", amina, password=PASSWORD)).json()["secret"]
    async with accounts.engine.connect() as connection:
        sealed = (await connection.execute(select(second_factors.c.sealed_secret))).scalar_one()
    assert secret.encode() not in sealed
    assert accounts.sealed.open(user_id, sealed) == secret
    assert accounts.sealed.open(UUID(int=1), sealed) is None
    assert SealedSecrets.fresh().open(user_id, sealed) is None


@pytest.mark.usefixtures("needed")
async def test_who_needs_one_may_do_nothing_before_but_enrol(
    client: httpx.AsyncClient, coordinator: Headers, clock: HeldClock
) -> None:
    user_id = await registered(client, coordinator, roles=["treasurer", "volunteer"])
    begun = await signing_in(client)
    assert begun["enrolling"] is True
    amina = bearer(begun)
    for address in ("users", "account/sessions"):
        refused = await client.get(f"/v1/{address}", headers=amina)
        assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_needed")
    assert (await client.get("/v1/sessions/current", headers=amina)).json()["enrolling"] is True
    secret = (await post(client, "account/second-factor", amina, password=PASSWORD)).json()["secret"]
    app = App(secret, clock)
    done = await post(client, "account/second-factor/confirmation", amina, code=app.code())
    full = bearer(done.json()["session"])
    assert (await client.get("/v1/account/sessions", headers=full)).status_code == 200
    assert (await client.get("/v1/sessions/current", headers=amina)).status_code == 401
    clock.advance(STEP)
    both = {"password": PASSWORD, "code": app.code()}
    kept = await post(client, "account/second-factor/removal", full, **both)
    assert (kept.status_code, kept.json()["code"]) == (403, "second_factor_needed")
    by_coordinator = await client.delete(f"/v1/users/{user_id}/second-factor", headers=coordinator)
    assert by_coordinator.status_code == 204


@pytest.mark.usefixtures("needed")
async def test_a_volunteer_needs_none_and_may_give_it_up(
    client: httpx.AsyncClient, coordinator: Headers, clock: HeldClock
) -> None:
    await registered(client, coordinator)
    begun = await signing_in(client)
    assert begun["enrolling"] is False
    app, _ = await enrolled(client, bearer(begun), clock)
    wrong = await post(client, "account/second-factor/removal", bearer(begun), password=PASSWORD, code=WRONG)
    assert wrong.json()["code"] == "wrong_code"
    both = {"password": PASSWORD, "code": app.code()}
    assert (await post(client, "account/second-factor/removal", bearer(begun), **both)).status_code == 204
    assert "token" in await signing_in(client)


async def test_a_coordinator_takes_a_lost_one_away_and_its_sessions_end(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk, clock: HeldClock
) -> None:
    user_id = await registered(client, coordinator)
    amina = bearer(await signing_in(client))
    await enrolled(client, amina, clock)
    assert (await client.delete(f"/v1/users/{user_id}/second-factor", headers=amina)).status_code == 403
    for _ in range(2):
        assert (await client.delete(f"/v1/users/{user_id}/second-factor", headers=coordinator)).status_code == 204
    assert (await client.get("/v1/sessions/current", headers=amina)).status_code == 401
    clock.advance(timedelta(microseconds=1))
    assert "token" in await signing_in(client)
    own = (await client.get("/v1/sessions/current", headers=coordinator)).json()["user_id"]
    refused = await client.delete(f"/v1/users/{own}/second-factor", headers=coordinator)
    assert (refused.status_code, refused.json()["code"]) == (409, "own_second_factor")
    async with accounts.engine.connect() as connection:
        kinds = list(await connection.scalars(select(audit_trail.c.kind).where(audit_trail.c.about == str(user_id))))
    assert kinds == ["user_registered", "second_factor_enrolled", "second_factor_removed"]


async def test_a_challenge_is_over_after_five_minutes_or_once_the_user_changed(
    client: httpx.AsyncClient, coordinator: Headers, clock: HeldClock
) -> None:
    user_id = await registered(client, coordinator)
    app, _ = await enrolled(client, bearer(await signing_in(client)), clock)
    late = (await signing_in(client))["challenge"]
    clock.advance(timedelta(minutes=5))
    changed = (await signing_in(client))["challenge"]
    assert (await client.delete(f"/v1/users/{user_id}/sessions", headers=coordinator)).status_code == 204
    token = coordinator["Authorization"].removeprefix("Bearer ")
    for challenge in (late, changed, token, "nonsense"):
        answer = await post(client, "sessions/second-factor", challenge=challenge, code=app.code())
        assert (answer.status_code, answer.json()["code"]) == (401, "challenge_over")


async def test_enrolling_wants_the_password_again_and_happens_once(
    client: httpx.AsyncClient, coordinator: Headers, clock: HeldClock
) -> None:
    await registered(client, coordinator)
    amina = bearer(await signing_in(client))
    wrong = await post(client, "account/second-factor", amina, password="not the password")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_login_or_password")
    early = await post(client, "account/second-factor/confirmation", amina, code=WRONG)
    assert early.json()["code"] == "second_factor_missing"
    await enrolled(client, amina, clock)
    again = await post(client, "account/second-factor", amina, password=PASSWORD)
    assert (again.status_code, again.json()["code"]) == (409, "second_factor_enrolled")


async def test_two_confirmations_at_once_enrol_once(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk, clock: HeldClock
) -> None:
    await registered(client, coordinator)
    amina = bearer(await signing_in(client))
    secret = (await post(client, "account/second-factor", amina, password=PASSWORD)).json()["secret"]
    code = App(secret, clock).code()
    confirmed = (post(client, "account/second-factor/confirmation", amina, code=code) for _ in range(3))
    answers = await held_by(accounts.engine, rows("second_factors"), *confirmed)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


async def test_a_code_that_renews_recovery_codes_signs_nobody_in_meanwhile(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk, clock: HeldClock
) -> None:
    await registered(client, coordinator)
    amina = bearer(await signing_in(client))
    app, _ = await enrolled(client, amina, clock)
    challenge, code = (await signing_in(client))["challenge"], app.code()
    renewing = post(client, "account/second-factor/recovery-codes", amina, password=PASSWORD, code=code)
    answering = post(client, "sessions/second-factor", challenge=challenge, code=code)
    renewed, refused = await held_by(accounts.engine, rows("second_factors"), renewing, answering)
    assert (renewed.status_code, refused.status_code, refused.json()["code"]) == (201, 401, "wrong_code")


@pytest.mark.usefixtures("needed")
async def test_no_session_follows_one_that_ended_a_moment_ago_elsewhere(
    client: httpx.AsyncClient, coordinator: Headers, accounts: AccountDesk, clock: HeldClock
) -> None:
    user_id = await registered(client, coordinator, roles=["treasurer"])
    amina = bearer(await signing_in(client))
    secret = (await post(client, "account/second-factor", amina, password=PASSWORD)).json()["secret"]
    elsewhere = replace(accounts, revoked=RevokedAccess(revoked_access, clock))  # this process looks once a second
    await revoke_access(elsewhere, user_id, user_id)
    answer = await post(client, "account/second-factor/confirmation", amina, code=App(secret, clock).code())
    assert (answer.status_code, answer.json()["code"]) == (404, "session_unknown")
    async with accounts.engine.connect() as connection:
        assert await connection.scalar(select(second_factors.c.confirmed_at)) is None
